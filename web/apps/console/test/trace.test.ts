import type { Trace, TraceToken } from "@bihuan/api";
import { describe, expect, it } from "vitest";
import { asItMayBe, asWords, meant, without } from "../src/features/trace/box.ts";
import { stationsOf } from "../src/features/trace/stations.ts";
import { evidenceOf, valueWords } from "../src/features/trace/values.ts";

const PHOTO = "019b7711-9680-8841-96c0-c06155b94255";

function happened(no: number, at: number, type: string, what: Record<string, unknown> = {}, id: string | null = "p1") {
  const caller = { kind: id ? "user" : "system", id };
  return { no, at, type, what, caller, claimed: null, channel: "api", erased: false, hash: "", leaf: no };
}

function trace(events: unknown[], more: Partial<Trace> = {}): Trace {
  const rest = { people: {}, fields: {}, steps: {}, stages: {}, sections: {}, checkpoint: null, about: {} };
  return { ticket: { data: {} }, events, ...rest, ...more } as unknown as Trace;
}

describe("the stations of a ticket", () => {
  it("are what one hand did at one moment, with what the platform made of it", () => {
    const stations = stationsOf(
      trace([
        happened(1, 10, "TicketCreated", { geo: { latitude: 31.3, longitude: 120.6 } }),
        happened(2, 10, "RunStarted", { stage: "open" }),
        happened(3, 10, "ClocksMoved", {}, null),
        happened(4, 20, "VisitOffered", { person: "p2", by: "p1", stage: "open" }),
        happened(5, 20, "NoteAdded", { text: "看过了", files: [PHOTO] }, "p3"),
      ]),
    );
    expect(stations.map(({ kind, by, stage }) => [kind, by, stage])).toEqual([
      ["report", "p1", "open"],
      ["dispatch", "p1", null],
      ["talk", "p3", null],
    ]);
    expect(stations[0]?.place).toEqual({ latitude: 31.3, longitude: 120.6, accuracy: null });
    expect(stations[0]?.proof).toEqual({ from: 1, to: 3, leaf: 1 });
    expect(stations[1]?.deeds[0]?.person).toBe("p2");
    expect(stations[2]).toMatchObject({ said: ["看过了"], files: [PHOTO] });
  });

  it("leave out what only repeats its neighbours, and stand where work was done, not where it arrived", () => {
    const late = { ...happened(2, 50, "WorkBegan", { person: "p1", by: "p1" }), claimed: 20 };
    const stations = stationsOf(trace([happened(1, 30, "ClocksMoved", {}, null), late]));
    expect(stations.map(({ at, received }) => [at, received])).toEqual([[20, 50]]);
  });

  it("say who decided in whose place, what changed, and who was told", () => {
    const told = [{ id: "n1", at: 10, name: "张工", group: null, label: {}, read_at: null, deliveries: [] }];
    const vote = happened(1, 10, "VoteCast", { person: "p1", by: "p2", verdict: "agree", comment: "同意" }, "p2");
    const changed = happened(2, 10, "TicketChanged", { data: { hours: "2" }, data_before: { hours: "1" } }, "p2");
    const [decision, notice] = stationsOf(trace([vote, changed], { sections: { notices: told } }));
    expect(decision?.deeds[0]).toMatchObject({ formal: "p1" });
    expect(decision?.changes).toEqual([{ field: "hours", before: "1", after: "2" }]);
    expect(notice?.told.map(({ name }) => name)).toEqual(["张工"]);
  });

  it("say of a decision, and of nothing else, from where it came", () => {
    const origin = { ip: "192.0.2.7", device: "phone" };
    const seen = { ...happened(1, 10, "TicketChanged", { data: { hours: "2" } }), origin };
    const [decision, note] = stationsOf(
      trace([
        seen,
        happened(2, 10, "VoteCast", { person: "p1", by: "p1", verdict: "agree" }),
        { ...happened(3, 20, "NoteAdded", { text: "好" }), origin },
      ]),
    );
    expect(decision?.origin).toEqual(["192.0.2.7", "phone"]);
    expect(note?.origin).toEqual([]);
  });

  it("gather every file once", () => {
    const made = trace([happened(1, 10, "NoteAdded", { files: [{ id: PHOTO, kind: "photo" }] })], {
      ticket: { data: { site: [PHOTO], symptoms: ["leak"] } } as never,
    });
    expect(evidenceOf(made, stationsOf(made))).toEqual([PHOTO]);
  });
});

describe("values", () => {
  it("are said in words", () => {
    const say = (label: Record<string, string>) => label.zh ?? "";
    const field = { options: [{ value: "leak", label: { zh: "漏水" } }] } as never;
    expect(valueWords(["leak", "other"], field, say)).toBe("漏水、other");
    expect(valueWords(null, field, say)).toBe("–");
  });
});

describe("the box", () => {
  const token = { kind: "person", start: 0, end: 3, text: "张师傅", choices: [] } as unknown as TraceToken;
  const asked = { q: "张师傅 昨天", as: ["person:p3:张师傅", "text::昨天"] };

  it("forgets what was said about a part that is taken away", () => {
    expect(without(asked, token)).toEqual({ q: "昨天", as: ["text::昨天"] });
  });

  it("lets a part mean somebody, words, or whatever it may be", () => {
    expect(meant(asked, token, "p4").as).toEqual(["text::昨天", "person:p4:张师傅"]);
    expect(asWords(asked, token).as).toEqual(["text::昨天", "text::张师傅"]);
    expect(asItMayBe(asked, token).as).toEqual(["text::昨天"]);
  });
});
