import type { Child } from "hono/jsx";
import { Layout } from "./layout.tsx";
import { GridSlot, HeroSlot, StripSlot } from "./slots.tsx";

export function HomePage(): Child {
  return (
    <Layout title="Shoes, jackets and bags" description="A small shop for shoes, jackets and bags that can be mended." path="/">
      <HeroSlot />
      <GridSlot />
      <StripSlot />
      <Service />
      <HowItWorks />
    </Layout>
  );
}

function Service(): Child {
  return (
    <section class="service wide" id="service" aria-labelledby="service-title">
      <h2 id="service-title">What you can count on</h2>
      <dl>
        <div>
          <dt>Two days to your door</dt>
          <dd>Sent from our own shelves by noon, in a box you can use again for the way back.</dd>
        </div>
        <div>
          <dt>Sixty days to decide</dt>
          <dd>Wear it outside. If it is not right, it comes back at our cost, and we clean it and sell it as used.</dd>
        </div>
        <div>
          <dt>Mended, not replaced</dt>
          <dd>New soles, zips and seams for as long as there is cloth to sew on. The first repair is free.</dd>
        </div>
      </dl>
    </section>
  );
}

function HowItWorks(): Child {
  return (
    <aside class="how wide" id="how" aria-labelledby="how-title">
      <h2 id="how-title">How this demo works</h2>
      <ol>
        <li>You see the shop’s own page, the same for everyone. Nothing about you is used.</li>
        <li>Answer the banner. “Refuse all” is as easy as “Accept all”, and the shop works either way.</li>
        <li>
          Say yes, then look at three <a href="/c/shoes">shoes</a>.
        </li>
        <li>
          Come <a href="/">back here</a>: the picture at the top and the picks below it now fit what you looked at.
        </li>
        <li>Press “Why am I seeing this?” to read what it rests on.</li>
        <li>Press “Withdraw all” there: the page is as it was, at once.</li>
      </ol>
    </aside>
  );
}
