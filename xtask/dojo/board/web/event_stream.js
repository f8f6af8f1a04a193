"use strict";
// Reads server-sent events with fetch, because an EventSource cannot send the facilitator's token.

const RECONNECT_MS = 3000;

/** An event stream that reconnects until it is closed. */
class EventStream {
  #abort = new AbortController();

  /** Opens the stream. Passes the name and data of each event to `receive`, and calls `lost` when the connection ends. */
  constructor(path, token, receive, lost) {
    this.#run(path, token, receive, lost);
  }

  close() {
    this.#abort.abort();
  }

  async #run(path, token, receive, lost) {
    const { signal } = this.#abort;
    while (!signal.aborted) {
      try {
        await this.#read(path, token, receive);
      } catch (error) {
        if (!signal.aborted) console.debug(error);
      }
      if (signal.aborted) return;
      lost();
      await new Promise((resolve) => { setTimeout(resolve, RECONNECT_MS); });
    }
  }

  async #read(path, token, receive) {
    const { signal } = this.#abort;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const response = await fetch(path, { headers, signal, cache: "no-store" });
    if (!response.ok) throw new Error(`the board rejected the event stream with status ${response.status}`);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done || signal.aborted) return;
      const events = (text + value).split("\n\n");
      // The last part is incomplete.
      text = events.pop();
      for (const event of events) {
        const [name, data] = event.split("\n", 2).map((line) => line.slice(line.indexOf(":") + 2));
        receive(name, JSON.parse(data));
      }
    }
  }
}
