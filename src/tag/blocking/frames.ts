const HELD = "[data-earnest-purpose][data-src]";

const boxes = new Map<Element, HTMLElement>();

export type Framed = HTMLIFrameElement | HTMLImageElement;

/**
 * Opens the frames and pictures that the page marked and that may load now, and closes the others. `draw` is told of the
 * box that stands in place of a closed frame, as large as the frame.
 */
export function followFrames(mayOpen: (purpose: string) => boolean, draw: (box: HTMLElement, frame: Framed) => void): void {
  for (const frame of document.querySelectorAll<Framed>(HELD)) {
    if (mayOpen(frame.dataset["earnestPurpose"] ?? "")) open(frame);
    else close(frame, draw);
  }
}

function open(frame: Framed): void {
  const address = frame.dataset["src"] ?? "";
  if (/^https?:$/.test(new URL(address, location.href).protocol) && frame.getAttribute("src") !== address) frame.src = address;
  const box = boxes.get(frame);
  if (!box) return;
  box.remove();
  boxes.delete(frame);
  frame.style.display = "";
}

function close(frame: Framed, draw: (box: HTMLElement, frame: Framed) => void): void {
  // Without a source a frame would stay where it is.
  if (frame.hasAttribute("src")) frame.src = "about:blank";
  if (frame instanceof HTMLImageElement || boxes.has(frame)) return;
  const { width, height } = frame.getBoundingClientRect();
  const box = document.createElement("earnest-frame");
  box.style.cssText = `display:inline-block;box-sizing:border-box;vertical-align:bottom;max-width:100%;width:${width}px;min-height:${height}px`;
  boxes.set(frame, box);
  frame.before(box);
  frame.style.display = "none";
  draw(box, frame);
}
