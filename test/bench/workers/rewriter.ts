/** What the edge is held against: the same page through the same HTMLRewriter, whose handlers do nothing. */
interface Rewriter {
  on(selector: string, handlers: { readonly element: () => undefined }): Rewriter;
  onDocument(handlers: { readonly end: () => undefined }): Rewriter;
  transform(response: Response): Response;
}
/** The platform’s own, which the types of Node do not know. */
declare const HTMLRewriter: new () => Rewriter;

const nothing = (): undefined => undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    return new HTMLRewriter()
      .on("section[data-earnest-slot]", { element: nothing })
      .on("section[data-earnest-slot] [data-earnest-field]", { element: nothing })
      .onDocument({ end: nothing })
      .transform(await fetch(request));
  },
};
