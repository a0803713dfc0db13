/** Loose matching: the letters of what is typed, in their order, wherever they stand; beginnings of words count most. */

export interface Match {
  /** Higher is better. */
  score: number;
  /** The places of the letters that matched. */
  marks: readonly number[];
}

const AT_START = 12;
const AT_WORD = 8;
const NEXT = 5;
const LETTER = 1;
/** What each letter between two matches costs, up to a few. */
const GAP = 0.2;

/** Return how well a text matches what is typed, or null; each word that is typed must be found by itself. */
export function fuzzy(query: string, text: string): Match | null {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const low = text.toLowerCase();
  let score = 0;
  const marks: number[] = [];
  for (const word of words) {
    const found = whole(word, low) ?? scattered(word, low);
    if (!found) return null;
    score += found.score;
    marks.push(...found.marks);
  }
  return { score: score - text.length * 0.01, marks: [...new Set(marks)].toSorted((one, other) => one - other) };
}

/** The word as it is typed, at the best place where it stands. */
function whole(word: string, text: string): Match | null {
  let best: Match | null = null;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const score = placeScore(text, at) + (word.length - 1) * NEXT + word.length * LETTER;
    if (best === null || score > best.score) best = { score, marks: Array.from(word, (_, index) => at + index) };
  }
  return best;
}

/** Its letters one after the other, each taken at the beginning of a word if it can be. */
function scattered(word: string, text: string): Match | null {
  const marks: number[] = [];
  let score = 0;
  let from = 0;
  for (const letter of word) {
    const at = nextPlace(letter, text, from, marks.at(-1));
    if (at === -1) return null;
    const last = marks.at(-1);
    score += LETTER + (last !== undefined && at === last + 1 ? NEXT : placeScore(text, at)) - Math.min(10, at - from) * GAP;
    marks.push(at);
    from = at + 1;
  }
  // Single letters here and there are no match to a person.
  return score >= word.length * 3.5 ? { score: score * 0.6, marks } : null;
}

function nextPlace(letter: string, text: string, from: number, last: number | undefined): number {
  if (last !== undefined && text[last + 1] === letter) return last + 1;
  for (let at = text.indexOf(letter, from); at !== -1; at = text.indexOf(letter, at + 1)) if (placeScore(text, at) > 0) return at;
  return text.indexOf(letter, from);
}

function placeScore(text: string, at: number): number {
  if (at === 0) return AT_START;
  return /[^a-z0-9]/.test(text[at - 1] ?? "") ? AT_WORD : 0;
}

/** Return those that match, the best first; equals keep their order, and nothing typed leaves all of them. */
export function ranked<T>(query: string, all: readonly T[], textOf: (one: T) => string): { one: T; marks: readonly number[] }[] {
  if (query.trim() === "") return all.map((one) => ({ one, marks: [] }));
  return all
    .flatMap((one) => {
      const match = fuzzy(query, textOf(one));
      return match ? [{ one, ...match }] : [];
    })
    .toSorted((one, other) => other.score - one.score);
}
