/** What is used of Papa Parse; its own types bring those of Node into the Worker. */
declare module "papaparse" {
  export interface ParseError {
    readonly message: string;
    readonly row?: number;
  }
  export function parse(
    text: string,
    options: { readonly header: true; readonly skipEmptyLines: boolean; readonly delimiter?: string },
  ): { readonly data: readonly { readonly [field: string]: string }[]; readonly errors: readonly ParseError[] };
}
