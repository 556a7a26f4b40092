/** What ingest is held against: a Worker that parses a batch of events and says that it has them. */
export default {
  async fetch(request: Request): Promise<Response> {
    const { batch } = JSON.parse(await request.text()) as { readonly batch: readonly unknown[] };
    return Response.json({ success: true, accepted: batch.length });
  },
};
