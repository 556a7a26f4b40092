/** What is used of Papa Parse, which how files are read is compared with. */
declare module "papaparse" {
  export function parse(
    text: string,
    options: { readonly header: true; readonly skipEmptyLines: boolean; readonly delimiter?: string },
  ): { readonly data: readonly { readonly [field: string]: string }[] };
}
