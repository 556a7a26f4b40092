import type { Child } from "hono/jsx";

/** What something that was shown rested on, a sentence each; nothing where it rested on nothing of the person. */
export function Reasons({ because }: { readonly because: readonly string[] }): Child {
  return (
    because.length > 0 && (
      <ul>
        {because.map((sentence) => (
          <li>{sentence}</li>
        ))}
      </ul>
    )
  );
}
