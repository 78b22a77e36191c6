"""All of the dialer that is told: campaigns on the board, its facts among the events. Whoever imports it can tell and read them."""

from acd.board import events, topics
from dialer.board.models import CampaignBoard
from dialer.core import facts

CAMPAIGNS = "campaigns"

events.register(facts)
topics.register(CAMPAIGNS, CampaignBoard)
