"""What a softphone needs to know to be the phone of an agent: a sheet to type from, a picture to scan, a link that works once."""
