import { expect, it } from "vitest";
import { DESK_EN } from "../../../src/core/rights/desk-words.ts";
import { deskLetter, type RequestHappening } from "../../../src/core/rights/request-news.ts";
import german from "../../../src/pages/desk/assets/words-de.json" with { type: "json" };

const happening = (days: number, kind: RequestHappening["detail"]["kind"]): RequestHappening => ({
  ...{ at: 0, action: days === 0 ? "request.late" : "request.due-soon", target: `req_${days}` },
  detail: { kind, controller: "acme", via: "mail", next: "verify", by: "2026-12-22T23:00:00.000Z", days },
});

it("a letter to a desk says in its language what is due and what is late, and nothing where nothing is", () => {
  const due = [happening(7, "access"), happening(0, "opt-out")];
  expect(deskLetter(due, DESK_EN)).toEqual({
    subject: "Requests of people: 1 due soon, 1 late",
    text: "req_7: access, verify by 2026-12-22\nreq_0: opt-out, verify was due before 2026-12-22",
  });
  expect(deskLetter(due, german)).toEqual({
    subject: "Anliegen von Menschen: 1 bald fällig, 1 überfällig",
    text: "req_7: Auskunft. Bis 2026-12-22: prüfen, wer fragt\nreq_0: kein Verkauf, keine Weitergabe. War vor dem 2026-12-22 fällig: prüfen, wer fragt",
  });
  expect(deskLetter([], german)).toBeNull();
});
