/** With fewer costs than this, noise decides the slope, so costs are taken as proportional to the records. */
const ENOUGH = 8;

/** Sums for a least-squares line: milliseconds y of a generation against its records x. */
export class GenerationCosts {
  count = 0;
  private x = 0;
  private y = 0;
  private xx = 0;
  private xy = 0;

  add(records: number, ms: number): void {
    this.count++;
    this.x += records;
    this.y += ms;
    this.xx += records * records;
    this.xy += records * ms;
  }

  and(other: GenerationCosts): GenerationCosts {
    const sum = new GenerationCosts();
    sum.count = this.count + other.count;
    sum.x = this.x + other.x;
    sum.y = this.y + other.y;
    sum.xx = this.xx + other.xx;
    sum.xy = this.xy + other.xy;
    return sum;
  }

  /** Cost a + b·records in milliseconds; a and b are not negative. */
  line(): { readonly a: number; readonly b: number } {
    const { count, x, y, xx, xy } = this;
    const inProportion = { a: 0, b: xy / xx };
    if (count < ENOUGH) return inProportion;
    const spread = xx - (x * x) / count;
    if (spread <= 1e-9 * xx) return inProportion;
    const b = (xy - (x * y) / count) / spread;
    if (b <= 0) return { a: y / count, b: 0 };
    const a = (y - b * x) / count;
    return a < 0 ? inProportion : { a, b };
  }
}
