/** A number of a port's items as a chart beside its figures in words; it follows the run until a stretch is looked at. */
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { fieldsOf, type TableField } from "../../run/fields";
import type { Sample } from "../../run/sample";
import { seriesOf, type ChartOf, type Range } from "../../run/series";
import { streamShape } from "../../run/streamType";
import { Chart } from "./Chart";
import { ChartFigures } from "./ChartFigures";
import { acrossOf, ARRIVAL, byOf, chosenChart, numbersOf, ONE_LINE } from "./chartChoice";
import { useDock } from "./dockStore";
import { FilterField } from "./FilterField";
import { useEventTime } from "./ItemTable";
import { Select } from "./Select";
import { StretchChip, useStretch } from "./StretchChip";
import { useLens } from "./useLens";
import "./chart.css";

interface ChartPaneProps {
  readonly sample: Sample;
  readonly streamType: string;
  readonly controls: ReactNode;
  readonly label: string;
}

/** Drawn again so often at most while items come. */
const EVERY_MS = 250;

/** Drawing takes one part in so many of the time at most, so that the page stays free. */
const SHARE = 6;

export default function ChartPane({ sample: live, streamType, controls, label }: ChartPaneProps) {
  const dock = useDock();
  const sample = useCalm(live);
  const shape = useMemo(() => (streamType === "" ? null : streamShape(streamType)), [streamType]);
  const known = sample.rows > 0;
  // The fields stay the same for as long as the type of the stream does.
  // oxlint-disable-next-line react-hooks/exhaustive-deps
  const fields = useMemo(() => fieldsOf(sample, shape), [shape, known]);
  const filter = dock.filter ?? "";
  const time = useEventTime(shape);
  const lens = useLens(sample, fields, { filter, within: useStretch(time) });
  const chart = useMemo(() => chosenChart(fields, dock.chart ?? "", dock.chartAcross, dock.chartBy), [fields, dock.chart, dock.chartAcross, dock.chartBy]);
  return (
    <>
      <div className="dk-bar">
        {controls}
        <FilterField field="filter" why={lens.why} />
        <StretchChip time={time} />
        {chart !== null && <Choices fields={fields} chart={chart} />}
      </div>
      {chart === null ? (
        <p className="dk-nothing-fits">There is no number in these items to draw.</p>
      ) : (
        <Drawn key={`${chart.value.name} ${chart.across?.name}`} sample={sample} rows={lens.active ? lens.rows() : null} chart={chart} label={label} />
      )}
    </>
  );
}

function Choices({ fields, chart }: { fields: readonly TableField[]; chart: ChartOf }) {
  const named = (some: readonly TableField[]) => some.map(({ name }) => ({ value: name, label: name }));
  return (
    <>
      <Select label="Draw" options={named(numbersOf(fields))} value={chart.value.name} onChange={(name) => useDock.setState({ chart: name })} />
      <Select label="over" options={[...named(acrossOf(fields)), { value: ARRIVAL, label: "order of arrival" }]} value={chart.across?.name ?? ARRIVAL} onChange={(chartAcross) => useDock.setState({ chartAcross })} />
      <Select label="a line per" options={[...named(byOf(fields)), { value: ONE_LINE, label: "everything" }]} value={chart.by?.name ?? ONE_LINE} onChange={(chartBy) => useDock.setState({ chartBy })} />
    </>
  );
}

interface DrawnProps {
  readonly sample: Sample;
  readonly rows: readonly number[] | null;
  readonly chart: ChartOf;
  readonly label: string;
}

function Drawn({ sample, rows, chart, label }: DrawnProps) {
  const scheme = useComputedColorScheme("light");
  const [range, setRange] = useState<Range | null>(null);
  const [width, setWidth] = useState(600);
  const series = useMemo(() => seriesOf(sample, rows, chart, range, width), [sample, rows, chart, range, width]);
  const instants = chart.across !== null;
  return (
    <div className="dk-split dk-chart-split">
      <div className="dk-chart-place">
        <Chart key={`${scheme} ${series.lines.map(({ name }) => name).join("\n")}`} series={series} instants={instants} label={`${chart.value.name} of ${label}`} onRange={setRange} onWidth={setWidth} />
        {range !== null && (
          <button type="button" className="dk-chip dk-chart-all" onClick={() => setRange(null)}>Show all, and follow</button>
        )}
        {series.points === 0 && <p className="dk-nothing-fits">No number to draw{range === null ? " yet" : " in this stretch"}.</p>}
      </div>
      <ChartFigures series={series} value={chart.value} by={chart.by?.name ?? null} instants={instants} />
    </div>
  );
}

/** Return a sample that changes only so often, and less often where it takes long to draw. */
function useCalm(live: Sample): Sample {
  const [calm, set] = useState(live);
  const latest = useRef(live);
  useEffect(() => {
    latest.current = live;
  }, [live]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const next = (wait_ms: number): void => {
      timer = setTimeout(() => {
        const began = performance.now();
        set(latest.current);
        // The frame after the drawing tells how long it took.
        requestAnimationFrame(() => setTimeout(() => next(Math.max(EVERY_MS, (performance.now() - began) * SHARE))));
      }, wait_ms);
    };
    next(EVERY_MS);
    return () => clearTimeout(timer);
  }, []);
  return calm;
}
