/** Names for new steps: the operator's kind, and a number when that name is taken. */

/** Return the first of `kind`, `kind_2`, `kind_3` ... that is not taken. */
export function freshId(wanted: string, taken: ReadonlySet<string>): string {
  const stem = wanted.replace(/[^A-Za-z0-9_-]/g, "_").replace(/^(?![A-Za-z_])/, "_");
  if (!taken.has(stem)) return stem;
  for (let number = 2; ; number += 1) {
    const name = `${stem}_${number}`;
    if (!taken.has(name)) return name;
  }
}
