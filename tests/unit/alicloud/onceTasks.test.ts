import { expect } from "chai";
import type { OnceTask } from "../../../provider/clouds/alicloud/api";
import type { SasClient } from "../../../provider/clouds/alicloud/client";
import { failureOf, hasEnded, OnceTasks } from "../../../provider/clouds/alicloud/onceTasks";
import { Context } from "../../../provider/core/context";
import { testHost } from "../../../tools/ground/testHost";
import { FakeClock } from "../../fakeClock";

interface Root {
  readonly total?: number;
  readonly leaves: readonly OnceTask[];
}

/** Scans as SAS would tell of them: those that run, and what each id leads to. */
function scans(unfinished: readonly OnceTask[], roots: Readonly<Record<string, Root>>): OnceTasks {
  const client = {
    key: "k",
    call: async (action: string, { TaskId = "" }: { TaskId?: string }) => {
      if (action === "ListUnfinishedOnceTask") return { OnceTasks: unfinished };
      const root = roots[TaskId];
      if (!root) return {};
      return { TotalCount: root.total ?? root.leaves.length, FinishCount: 0, TaskInfo: { Status: "START" } };
    },
    rows: async (_: string, { TaskId }: { TaskId: string }) => roots[TaskId]?.leaves ?? [],
  };
  const context = new Context(testHost(), new Map(), new FakeClock());
  return OnceTasks.of(context, client as unknown as SasClient);
}

describe("the id of a scan whose answer was lost", () => {
  const since = Date.UTC(2026, 0, 1, 0, 0, 5, 700);
  const ours = (leaf: OnceTask): boolean => String(leaf.Target).startsWith("our");
  const row = (TaskId: string, Target = "our-a", StartTime = since): OnceTask => ({
    TaskId,
    Target,
    StartTime,
  });
  const part = (TaskId: string, Target = "our-a"): OnceTask => ({ TaskId, Target });
  const two: Root = { leaves: [part("leaf-1", "our-a"), part("leaf-2", "our-b")] };
  const id = (unfinished: readonly OnceTask[], roots: Readonly<Record<string, Root>>, count?: number) =>
    scans(unfinished, roots).whole(since, ours, count);

  it("is that of the one scan that is about all of it, and nothing else", async () => {
    expect(await id([row("root"), row("root", "our-b")], { root: two }, 2)).to.equal("root");
    expect(await id([row("root")], { root: two })).to.equal("root");
    expect(await id([row("root")], { root: { leaves: [part("leaf-1")] } }, 1)).to.equal("root");
  });

  for (const [title, unfinished, roots, count] of [
    ["nothing runs", [], { root: two }, 2],
    ["what runs is about something else", [row("root", "their-a")], { root: two }, 2],
    ["it began in an earlier second", [row("root", "our-a", since - 1_000)], { root: two }, 2],
    ["nobody says when it began", [{ TaskId: "root", Target: "our-a" }], { root: two }, 2],
    ["SAS does not know the id", [row("leaf-1")], { root: two }, 2],
    ["it has fewer parts", [row("root")], { root: { leaves: [part("leaf-1")] } }, 2],
    ["it has more parts", [row("root")], { root: two }, 1],
    [
      "it has parts of something else",
      [row("root")],
      { root: { leaves: [part("l"), part("m", "their-a")] } },
      2,
    ],
    ["SAS does not tell all of its parts", [row("root")], { root: { total: 2, leaves: [part("l")] } }, 2],
    ["it has no parts", [row("root")], { root: { leaves: [] } }, undefined],
    ["the id is that of its own part", [row("leaf")], { leaf: { leaves: [part("leaf")] } }, 1],
    ["there are two such scans", [row("root"), row("other")], { root: two, other: two }, 2],
    ["the list has no id", [{ Target: "our-a", StartTime: since }], { root: two }, 2],
  ] as [string, OnceTask[], Record<string, Root>, number | undefined][]) {
    it(`is not known where ${title}`, async () => {
      expect(await id(unfinished, roots, count)).to.equal(undefined);
    });
  }

  it("is known where SAS cuts the times of its scans to the second", async () => {
    expect(await id([row("root", "our-a", since - 700)], { root: two }, 2)).to.equal("root");
    expect(await id([row("root", "our-a", since - 701)], { root: two }, 2)).to.equal(undefined);
  });

  it("is known though another scan runs that is about something else, or began before", async () => {
    const others = [row("their", "their-a"), row("old", "our-a", since - 60_000)];
    expect(await id([...others, row("root")], { root: two, old: two, their: two }, 2)).to.equal("root");
  });
});

describe("a part of a scan", () => {
  for (const StatusText of [
    "SUCCESS",
    "success",
    "FAIL",
    "FAILED",
    "TIMEOUT",
    "TIMOUT",
    "CANCEL",
    "CANCELED",
    "CANCELLED",
    "STOP",
    "STOPPED",
  ]) {
    it(`has ended with ${StatusText}`, () => {
      expect(hasEnded({ StatusText })).to.equal(true);
    });
  }
  for (const StatusText of [
    "INIT",
    "START",
    "PRE_ANALYZER",
    "PRE_ANALYZER_SUCCESS",
    "MESSAGE_SEND",
    "DOWNLOAD",
    "SOMETHING",
    "",
    null,
  ]) {
    it(`goes on with ${StatusText === null ? "no word" : JSON.stringify(StatusText)}, unless SAS calls it finished`, () => {
      expect(hasEnded({ StatusText })).to.equal(false);
      expect(hasEnded({ StatusText, Finish: 0 })).to.equal(false);
      expect(hasEnded({ StatusText, Finish: 1 })).to.equal(true);
    });
  }

  for (const [leaf, why] of [
    [{ StatusText: "SUCCESS" }, undefined],
    [{ StatusText: "SUCCESS", Progress: 100, ResultInfo: "" }, undefined],
    [{ StatusText: "SUCCESS", ResultInfo: "SUCCESS" }, undefined],
    [{ StatusText: "SUCCESS", Progress: 99 }, "its scan ended at 99 %"],
    [{ StatusText: "SUCCESS", Progress: 0 }, "its scan ended at 0 %"],
    [{ StatusText: "SUCCESS", ResultInfo: "SOMETHING" }, "its scan ended with SOMETHING"],
    [{ StatusText: "FAIL" }, "its scan failed (FAIL)"],
    [{ StatusText: "FAIL", ResultInfo: "DOWNLOAD" }, "its scan failed (FAIL, DOWNLOAD)"],
    [{ StatusText: "SOMETHING", Progress: 100 }, "its scan failed (SOMETHING)"],
    [
      { StatusText: "SUCCESS", ResultInfo: "TASK_NOT_SUPPORT_REGION" },
      "not scanned: Security Center does not scan images of its region",
    ],
    [
      { StatusText: "SUCCESS", ResultInfo: "forbid_create_repeat_task" },
      "not scanned: another scan of it ran already",
    ],
  ] as const) {
    it(`${why === undefined ? "was scanned" : `was not: ${why}`}, with ${JSON.stringify(leaf)}`, () => {
      expect(failureOf(leaf)?.text).to.equal(why);
    });
  }
});
