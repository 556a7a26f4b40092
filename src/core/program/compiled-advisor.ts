/** What somebody who advises people is shown of them; `rest` is an ISO 8601 duration. */
export interface CompiledAdvisor {
  readonly purpose: number;
  readonly slot: string;
  readonly purchases: readonly string[];
  readonly contacts: readonly string[];
  readonly rest: string;
}
