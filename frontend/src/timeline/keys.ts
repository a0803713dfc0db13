/** The keys of one window step: a dense number for each, in the order in which they were met, and what is counted of them. */
export class Keys {
  readonly names: string[] = [];
  readonly items: number[] = [];
  readonly late: number[] = [];
  readonly windows: number[] = [];
  /** Where each key's watermark was last; not-a-number before it has one. */
  readonly watermark: number[] = [];
  /** Whether items of the key were let go. */
  readonly lost: boolean[] = [];
  private readonly numbers = new Map<string, number>();

  /** Return the number of a key, a new one when it was never met. */
  intern(name: string): number {
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const number = this.names.length;
    this.numbers.set(name, number);
    this.names.push(name);
    this.items.push(0);
    this.late.push(0);
    this.windows.push(0);
    this.watermark.push(Number.NaN);
    this.lost.push(false);
    return number;
  }

  /** Return the number of a key, or -1. */
  find(name: string): number {
    return this.numbers.get(name) ?? -1;
  }

  get count(): number {
    return this.names.length;
  }
}
