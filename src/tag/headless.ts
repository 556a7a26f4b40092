import { start } from "./core.ts";

// For pages that draw their own notice: they listen to `consent`, read `notice()` and say `choose()`.
start();
