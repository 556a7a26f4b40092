const MOST_STEPS = 10_000;
const TINY = 1e-300;
const ENOUGH = 1e-16;

/** Lanczos (g = 7, nine terms): ln Γ to fifteen digits. */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
  -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

/** ln Γ(x) of x > 0. */
function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const [first, ...terms] = LANCZOS;
  const sum = terms.reduce((total, term, at) => total + term / (x + at), first as number);
  const base = x + 6.5;
  return Math.log(2 * Math.PI) / 2 + (x - 0.5) * Math.log(base) - base + Math.log(sum);
}

/** The regularized upper incomplete gamma function Q(a, x) (DLMF 8.2.4): by its series below a + 1, else by its continued fraction. */
export function gammaAbove(a: number, x: number): number {
  if (x <= 0) return 1;
  const scale = Math.exp(a * Math.log(x) - x - logGamma(a));
  if (x >= a + 1) return scale / fraction((step) => [step === 0 ? 1 : step * (a - step), x - a + 1 + 2 * step]);
  let [term, sum] = [1 / a, 1 / a];
  for (let step = 1; step < MOST_STEPS && term > sum * ENOUGH; step++) sum += term *= x / (a + step);
  return 1 - scale * sum;
}

/** The regularized incomplete beta function I_x(a, b) (DLMF 8.17.22), by the continued fraction that converges where x is small. */
export function betaBelow(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - betaBelow(1 - x, b, a);
  const scale = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  return scale / fraction((step) => [betaTerm(Math.floor(step / 2), step % 2 === 1, x, a, b), 1]);
}

function betaTerm(m: number, isOdd: boolean, x: number, a: number, b: number): number {
  if (isOdd) return (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
  return m === 0 ? 1 : (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
}

/** A continued fraction by the rule of Lentz: each step has its numerator and what stands before the next. The first numerator counts for nothing. */
function fraction(part: (step: number) => readonly [numerator: number, before: number]): number {
  const [, before] = part(0);
  let value = before || TINY;
  let [c, d] = [value, 0];
  for (let step = 1; step < MOST_STEPS; step++) {
    const [numerator, next] = part(step);
    d = 1 / (next + numerator * d || TINY);
    c = next + numerator / c || TINY;
    value *= c * d;
    if (Math.abs(c * d - 1) < ENOUGH) break;
  }
  return value;
}
