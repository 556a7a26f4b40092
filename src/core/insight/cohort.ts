/**
 * People who are alike in what a report sorts by, counted. Values are counted by classes a sixteenth of an octave wide, whose
 * edges nobody's value sets: nobody is told apart from whoever is in the class with them. Cohorts of several databases add up.
 */
export interface Cohort {
  readonly people: number;
  /** Of the sizes of all values. */
  readonly total: number;
  /** The largest of them. */
  readonly most: number;
  readonly classes: ReadonlyMap<number, number>;
}

const PER_OCTAVE = 16;
/** Past what any number comes to, so that what is below nought comes before all that is above. */
const FAR = 20_000;

/** The class of a value: higher values are in the same or a higher one. */
export function classOf(value: number): number {
  if (value === 0) return 0;
  return Math.sign(value) * (FAR + Math.floor(PER_OCTAVE * Math.log2(Math.abs(value))));
}

/** With whom one of a cohort is compared: everybody else. */
function othersOf({ people }: Cohort): number {
  return people - 1;
}

/** No value may be more than this share of all others together. */
const LARGEST = 0.15;

/**
 * True where each of a cohort may be compared with the others: there are as many of them as the floor, and whoever looks, none
 * is more than 15 % of the others' sum. So it is told to all of a cohort or to none.
 */
export function mayCompare(cohort: Cohort, floor: number): boolean {
  return othersOf(cohort) >= floor && cohort.most <= LARGEST * (cohort.total - cohort.most);
}

/** From so many on one person is less than a quarter of five percent. */
const MANY = 100;

/** In steps of how many percent it is told where somebody stands: so wide that one other moves nobody by more than one. */
export function stepOf(floor: number): 5 | 10 {
  return floor >= MANY ? 5 : 10;
}

/**
 * How many percent of the others of their cohort have less than somebody who was counted in it, half of those in their own
 * class with them: in steps, and never the whole, since that none of them, or all, have more would be said of each. Null
 * where nobody may be compared.
 */
export function percentIn(cohort: Cohort, value: number, floor: number): number | null {
  if (!mayCompare(cohort, floor)) return null;
  const [own, step] = [classOf(value), stepOf(floor)];
  let less = 0;
  for (const [at, people] of cohort.classes) if (at < own) less += people;
  const alike = Math.max(0, (cohort.classes.get(own) ?? 0) - 1);
  const percent = (100 * (less + alike / 2)) / othersOf(cohort);
  return Math.min(100 - step, Math.max(step, Math.round(percent / step) * step));
}

const RUNGS = [1, 2, 5] as const;

/** At least how many others there are, as it is told: a number of the row 100, 200, 500, 1,000, … or the floor. */
export function othersTold(cohort: Cohort, floor: number): number {
  let told = floor;
  for (let power = 1; power <= othersOf(cohort); power *= 10)
    for (const rung of RUNGS) if (rung * power <= othersOf(cohort)) told = Math.max(told, rung * power);
  return told;
}
