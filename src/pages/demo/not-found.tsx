import type { Child } from "hono/jsx";
import { Layout } from "./layout.tsx";

export function NotFoundPage(): Child {
  return (
    <Layout title="Not found" description="This page does not exist." path="">
      <div class="intro wide lost">
        <h1>No path leads here</h1>
        <p class="lead">The page you asked for does not exist, or we no longer make what was on it.</p>
        <p>
          <a class="button" href="/">
            Back to the shop
          </a>
        </p>
      </div>
    </Layout>
  );
}
