/** One closed window as a bar on the stretch of time its table has in sight; a merged one shows where it was joined. */
import { instantMs } from "../../run/timeText";
import type { Extent, WindowRecord } from "../../run/windows";

const [WIDTH, HEIGHT] = [160, 14];

export function WindowSpan({ record, extent }: { record: WindowRecord; extent: Extent | null }) {
  const [open, close] = [instantMs(record.openTime), instantMs(record.closeTime)];
  if (extent === null || open === null || close === null) return null;
  const scale = WIDTH / Math.max(1, extent.to_ms - extent.from_ms);
  const from = (open - extent.from_ms) * scale;
  const width = Math.max(3, (close - open) * scale);
  const joints = record.mergedIds.map((_, at) => from + (width * (at + 1)) / (record.mergedIds.length + 1));
  return (
    <svg className="dk-span" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} width={WIDTH} height={HEIGHT} aria-hidden="true">
      <line x1={0} x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} className="dk-axis" />
      <rect x={Math.min(from, WIDTH - width)} y={3} width={width} height={HEIGHT - 6} rx={1.5} className="dk-window-closed" />
      {joints.map((x) => <line key={x} x1={x} x2={x} y1={1} y2={HEIGHT - 1} className="dk-joint" />)}
    </svg>
  );
}
