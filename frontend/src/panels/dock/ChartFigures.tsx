/** What a chart shows, in words and figures: a sentence, and a row for each line. */
import type { TableField } from "../../run/fields";
import { spanText } from "../../run/readingText";
import type { Line, Series } from "../../run/series";
import { timeText } from "../../run/timeText";
import { counted, fullCount } from "./cells";
import { colourToken, isDashed, lineDash } from "./chartLooks";

interface ChartFiguresProps {
  readonly series: Series;
  readonly value: TableField;
  /** What there is a line for each value of; null for one line. */
  readonly by: string | null;
  readonly instants: boolean;
}

export function ChartFigures({ series, value, by, instants }: ChartFiguresProps) {
  const number = (figure: number): string => (value.type === "duration" ? spanText(figure) : figureText(figure));
  return (
    <section className="dk-chart-figures" aria-label="The chart in figures" data-testid="chart-figures">
      <p>{sentence(series, value.name, number, instants)}</p>
      {series.points > 0 && (
        <table>
          <thead>
            <tr>
              <th scope="col">{by ?? "all"}</th>
              {["values", "lowest", "mean", "highest", "last"].map((head) => <th key={head} scope="col">{head}</th>)}
            </tr>
          </thead>
          <tbody>
            {series.lines.map((line, at) => (
              <tr key={line.name}>
                <th scope="row" title={line.name}><Swatch at={at} dashed={isDashed(series)} /> {by === null ? value.name : line.name}</th>
                <td>{fullCount(line.count)}</td>
                {[line.lowest, line.mean, line.highest, line.last].map((figure, column) => <td key={FIGURES[column]}>{number(figure)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

const FIGURES = ["lowest", "mean", "highest", "last"];

function Swatch({ at, dashed }: { at: number; dashed: boolean }) {
  return (
    <svg width={18} height={6} aria-hidden="true">
      <line x1={0} x2={18} y1={3} y2={3} stroke={colourToken(at)} strokeWidth={2} strokeDasharray={dashed ? lineDash(at)?.join(" ") : undefined} />
    </svg>
  );
}

function sentence({ points, lines, from, to }: Series, name: string, number: (figure: number) => string, instants: boolean): string {
  if (points === 0) return `No value of ${name}.`;
  const lowest = lines.reduce((one, other) => (other.lowest < one.lowest ? other : one));
  const highest = lines.reduce((one, other) => (other.highest > one.highest ? other : one));
  const place = (x: number): string => (instants ? timeText(new Date(x).toISOString(), false) : `item ${fullCount(x)}`);
  const who = (line: Line): string => (line.name === "" ? "" : `${line.name} `);
  return (
    `${counted(points, "value")} of ${name}, ${place(from)} to ${place(to)}. ` +
    `Lowest ${number(lowest.lowest)} (${who(lowest)}at ${place(lowest.lowestAt)}), highest ${number(highest.highest)} (${who(highest)}at ${place(highest.highestAt)}).`
  );
}

const FIGURE = new Intl.NumberFormat("en", { maximumSignificantDigits: 6 });

function figureText(figure: number): string {
  return Number.isFinite(figure) ? FIGURE.format(figure) : "—";
}
