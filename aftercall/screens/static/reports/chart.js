// A report as a picture: lines over time, bars where there is one piece of it alone. The table beside it says the same.
import { Chart, BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip } from "chart.js";
import { html, useEffect, useRef } from "~/core/html.js";
import { language, theme } from "~/core/i18n.js";

Chart.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);
const DASHES = [[], [6, 3], [2, 3], [8, 3, 2, 3]];

/**
 * @typedef {{label: string, values: (number | null)[], show: (value: number) => string}} Series `show`: a value as people read it
 * @param {{labels: string[], series: Series[], name: string, bars: boolean}} props
 */
export function Picture({ labels, series, name, bars }) {
  const place = useRef(/** @type {HTMLCanvasElement | null} */ (null));
  const look = theme.value;
  const tongue = language.value;
  useEffect(() => {
    if (!place.current) return undefined;
    const style = getComputedStyle(place.current);
    const of = (/** @type {string} */ token) => style.getPropertyValue(token).trim();
    const colours = ["--chart-1", "--chart-2", "--chart-3", "--chart-4"].map(of);
    const grid = { color: of("--chart-grid") };
    const ticks = { color: style.color };
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const chart = new Chart(place.current, {
      type: bars ? "bar" : "line",
      data: {
        labels,
        datasets: series.map((one, number) => ({
          label: one.label,
          data: one.values,
          borderColor: colours[number % colours.length],
          backgroundColor: colours[number % colours.length],
          borderDash: bars ? [] : DASHES[number % DASHES.length],
          pointRadius: labels.length > 60 ? 0 : 3,
          borderWidth: 2,
          maxBarThickness: 64,
          spanGaps: false,
        })),
      },
      options: {
        responsive: true,
        maintainAspectRatio: false,
        animation: still ? false : { duration: 150 },
        interaction: { mode: "index", intersect: false },
        scales: {
          x: { grid, ticks: { ...ticks, maxRotation: 0, autoSkip: true } },
          y: { grid, beginAtZero: true, ticks: { ...ticks, precision: 0, callback: (/** @type {any} */ value) => series[0]?.show(Number(value)) ?? "" } },
        },
        plugins: {
          legend: { labels: { color: style.color } },
          tooltip: { callbacks: { label: (/** @type {any} */ at) => `${at.dataset.label}: ${series[at.datasetIndex]?.show(at.parsed.y)}` } },
        },
      },
    });
    return () => chart.destroy();
  }, [labels, series, bars, look, tongue]);
  return html`<div class="picture"><canvas ref=${place} role="img" aria-label=${name}></canvas></div>`;
}
