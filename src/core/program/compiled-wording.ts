/** Words a brand gives the head of the notice, shown in `share` of its views, in each language of the program. */
export interface CompiledWording {
  readonly key: string;
  readonly share: number;
  readonly texts: { readonly [locale: string]: { readonly title: string; readonly intro: string } };
}
