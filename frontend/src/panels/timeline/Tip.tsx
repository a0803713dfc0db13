/** What is under the pointer, in a few lines beside it. */
import { itemFacts, windowFacts, type Fact } from "../../timeline/describe";
import type { Hit } from "../../timeline/hit";
import { laneTop, xOf, yOf, type Scene } from "../../timeline/scene";
import type { Seen } from "../../timeline/stage";

const [WIDTH, OFF] = [292, 14];

export function Tip({ seen }: { seen: Seen }) {
  const { scene, hit } = seen;
  if (hit === null) return null;
  const { x, y } = placeOfHit(scene, hit);
  const { key, facts } = wordsOf(scene, hit);
  const left = Math.max(4, scene.gutter + x + OFF + WIDTH > scene.gutter + scene.width ? scene.gutter + x - OFF - WIDTH : scene.gutter + x + OFF);
  const above = y > scene.height / 2;
  return (
    <div className="tl-tip" style={{ left, ...(above ? { bottom: scene.height - y + 24 + OFF } : { top: y + OFF }) }} data-testid="timeline-tip">
      <p className="tl-tip-key">◆ {key}</p>
      <Facts facts={facts} />
    </div>
  );
}

export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="tl-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={value === "late" ? "tl-word-late" : ""}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function placeOfHit(scene: Scene, hit: Hit): { x: number; y: number } {
  const { items, windows } = scene.timeline;
  if (hit.kind === "item") return { x: xOf(scene, items.time[hit.row] as number), y: yOf(scene, hit.row) };
  if (hit.kind === "name") return { x: 0, y: laneTop(scene, hit.key) ?? 0 };
  const x = Math.max(0, xOf(scene, windows.open[hit.at] as number));
  return { x: Math.min(x, scene.width), y: laneTop(scene, windows.key[hit.at] as number) ?? 0 };
}

function wordsOf(scene: Scene, hit: Hit): { key: string; facts: Fact[] } {
  const { timeline, zone } = scene;
  if (hit.kind === "name") return { key: timeline.keys.names[hit.key] ?? "", facts: [] };
  const number = hit.kind === "item" ? timeline.items.key[hit.row] : timeline.windows.key[hit.at];
  const facts = hit.kind === "item" ? itemFacts(timeline, hit.row, zone) : windowFacts(timeline, hit.at, zone);
  return { key: timeline.keys.names[number as number] ?? "", facts };
}
