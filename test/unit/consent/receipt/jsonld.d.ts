/** What the tests use of jsonld, which comes without types. */
declare module "jsonld" {
  interface Options {
    readonly documentLoader: (url: string) => Promise<never>;
    readonly safe: true;
  }
  const jsonld: {
    expand(document: unknown, options: Options): Promise<readonly unknown[]>;
    canonize(
      document: unknown,
      options: Options & { readonly algorithm: "URDNA2015"; readonly format: "application/n-quads" },
    ): Promise<string>;
  };
  export default jsonld;
}
