/** What is used of jStat, which ships no types. */
declare module "jstat" {
  export const jStat: {
    readonly normal: {
      cdf: (x: number, mean: number, deviation: number) => number;
      inv: (p: number, mean: number, deviation: number) => number;
    };
    readonly studentt: { cdf: (x: number, freedom: number) => number; inv: (p: number, freedom: number) => number };
    readonly chisquare: { cdf: (x: number, freedom: number) => number };
  };
}
