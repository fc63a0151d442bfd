// Where the page begins: reads the data that stands in it and draws the report, or says why it cannot.
import { render } from "preact";
import { App } from "./app.tsx";
import { readPayload } from "./read-payload.ts";

const root = document.getElementById("app");
if (root !== null) {
  try {
    const report = await readPayload(document);
    root.replaceChildren();
    render(<App report={report} />, root);
  } catch (error) {
    const note = document.createElement("p");
    note.className = "broken";
    note.textContent = `The details of this report cannot be shown: ${String(error)}`;
    root.append(note);
  }
}
