// The streaming form of sets: which of two it is shows by the first operation that is no plain add. Reading all elements in a
// history that also removes or looks for single ones is left to the whole check.
import { ElementSet, toldBy } from "./element-set.ts";
import { GrowSet } from "./grow-set.ts";
import type { Call, End, Finding, OnlineObject, Trust } from "./online-object.ts";

type Form = OnlineObject<object>;

/** A call, to each of the forms that are still in question. */
interface Open {
  readonly call: Call;
  readonly byForm: Map<Form, object>;
}

/** As long as there are only adds, both forms follow them; adds alone are never wrong. */
export class OnlineSet implements OnlineObject<Open> {
  #forms: readonly Form[];
  readonly #grow: Form;
  readonly #elements: Form;

  constructor(initial: unknown) {
    this.#grow = new GrowSet(initial);
    this.#elements = new ElementSet(initial);
    this.#forms = [this.#grow, this.#elements];
  }

  get trust(): Trust {
    const [form, other] = this.#forms;
    if (form === undefined) return "none";
    return other === undefined ? form.trust : "exact";
  }

  call(call: Call): Open {
    if (call.f !== "add") this.#keep(call.f === "read" ? this.#grow : this.#elements);
    const byForm = new Map(this.#forms.map((form) => [form, form.call(call)]));
    this.#forms = this.#forms.filter(({ trust }) => trust !== "none");
    return { call, byForm };
  }

  #keep(form: Form): void {
    this.#forms = this.#forms.filter((other) => other === form);
  }

  end({ call, byForm }: Open, end: End): Finding | null {
    if (call.f === "add" && end.type === "ok" && toldBy(end.value) !== null)
      this.#keep(this.#elements);
    for (const form of this.#forms) {
      const found = form.end(byForm.get(form) as object, end);
      if (found !== null) return found;
    }
    return null;
  }
}
