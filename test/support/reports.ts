import { testProgram } from "./program.ts";

const named = (name: string) => ({ en: { name }, de: { name } });

/** A report of energy, beside homes of the same kind. */
export function energyReport() {
  return {
    key: "energy",
    purpose: "personal",
    personal: {
      compares: "kwh30",
      cohort: ["home"],
      every: "month",
      floor: 100,
      tips: [
        { key: "night", when: { nightHeat: { $gte: 19 } }, texts: { en: { text: "Cooler nights" }, de: { text: "Kühlere Nächte" } } },
        { key: "vent", texts: { en: { text: "Air in short bursts" }, de: { text: "Stoßlüften" } } },
      ],
      texts: {
        en: { name: "Energy", own: "You used {value} kWh.", compared: "More than {percent} % of {others} homes." },
        de: { name: "Energie", own: "Sie brauchten {value} kWh.", compared: "Mehr als {percent} % von {others} Haushalten." },
      },
    },
  };
}

/** The test program with that report, changed, and what it reads. */
export function reportingProgram(changes: object = {}): Record<string, unknown> {
  const personal = { ...energyReport().personal, ...changes };
  const told = { source: "volunteered", purposes: ["personal"] };
  const attributes = [
    ...(testProgram()["attributes"] as object[]),
    { key: "kwh30", type: "number", ...told, texts: named("Energy in 30 days") },
    { key: "home", type: "string", ...told, texts: named("Kind of home") },
    { key: "nightHeat", type: "number", ...told, texts: named("Heat at night") },
    { key: "illness", type: "string", ...told, sensitivity: "sensitive", texts: named("Illness") },
    { key: "mail", type: "string", source: "volunteered", purposes: ["memory"], contact: "email", texts: named("Mail") },
    { key: "page", type: "string", source: "request", from: "path", purposes: ["personal"], texts: named("Page") },
    { key: "elsewhere", type: "number", source: "volunteered", purposes: ["memory"], texts: named("Elsewhere") },
  ];
  const reads = ["kwh30", "home", "nightHeat", "illness", "page"];
  const reports = [
    { ...energyReport(), personal },
    { key: "told", purpose: "personal", attributes: reads },
    { key: "memories", purpose: "memory", attributes: ["mail", "elsewhere"] },
  ];
  return testProgram({ attributes, reports });
}
