import type { Shard } from "./shards.ts";
import { answerStatements, type Answered } from "./exchange.ts";
import { askedStatement, type Asked } from "./asked.ts";
import { askedStepStatement, type AskedStep } from "./asked-joined.ts";
import { broughtStatement, type BroughtRow } from "./brought.ts";
import { endStatement, type Ending } from "./promise.ts";
import { toldStatement, type ToldStep } from "./exchange-news.ts";
import { forfeitStatements, type Forfeit } from "./forfeit.ts";
import { joinStatements, type JoinStep } from "./points-joined.ts";
import { offerStatements, type OfferStep } from "./offer.ts";
import { pointsStatements, type PointsStep } from "./points.ts";
import { reportStatement, type ReportStep } from "./report.ts";
import { unlockStatements, type UnlockStep } from "./unlocked.ts";

/** What changes of what people give and get. */
export type ExchangeChange =
  | { readonly kind: "points"; readonly step: PointsStep }
  | { readonly kind: "promise"; readonly ending: Ending }
  | { readonly kind: "forfeit"; readonly forfeit: Forfeit }
  | { readonly kind: "joined"; readonly step: JoinStep | AskedStep }
  | { readonly kind: "unlock"; readonly step: UnlockStep }
  | { readonly kind: "reports"; readonly step: ReportStep }
  | { readonly kind: "brought"; readonly rows: readonly BroughtRow[] }
  | { readonly kind: "exchange-told"; readonly step: ToldStep }
  | { readonly kind: "asked"; readonly asked: Asked }
  | { readonly kind: "offer"; readonly step: OfferStep }
  | { readonly kind: "answer"; readonly answered: Answered };

/** The statements of such a change, each under the epoch of its bucket. */
export function exchangeStatements(shard: Shard, change: ExchangeChange): readonly D1PreparedStatement[] {
  switch (change.kind) {
    case "points":
      return pointsStatements(shard, change.step);
    case "promise":
      return [endStatement(shard, change.ending)];
    case "forfeit":
      return forfeitStatements(shard, change.forfeit);
    case "joined":
      return "scheme" in change.step ? joinStatements(shard, change.step) : [askedStepStatement(shard, change.step)];
    case "unlock":
      return unlockStatements(shard, change.step);
    case "reports":
      return [reportStatement(shard, change.step)];
    case "brought":
      return [broughtStatement(shard, change.rows)];
    case "exchange-told":
      return [toldStatement(shard, change.step)];
    case "asked":
      return [askedStatement(shard, change.asked)];
    case "offer":
      return offerStatements(shard, change.step);
    case "answer":
      return answerStatements(shard, change.answered);
  }
}
