import { expect } from "chai";
import { Context } from "../../provider/core/context";
import type { Diagnosis } from "../../provider/core/diagnosis";
import { type ErrorKind, ScanError } from "../../provider/core/errors";
import { areAbsent, type Examined, type Examiner, examine } from "../../provider/core/examination";
import { text } from "../../provider/core/fields";
import { noneFound, profileField } from "../../provider/core/profile";
import type { Description, Resource } from "../../provider/core/resource";
import { testHost } from "../../tools/ground/testHost";

const refusal = (kind: ErrorKind): ScanError => new ScanError({ kind, action: "x", code: kind, text: "no" });

/** A cloud whose calls answer what `answers` says, or fail with it, and the operations that were called. */
function cloudOf(answers: Readonly<Record<string, unknown>>, more: Partial<Examined & Examiner> = {}) {
  const called: string[] = [];
  const call = (operation: string) => async (): Promise<unknown> => {
    called.push(operation);
    const answer = answers[operation] ?? {};
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const examiner: Examiner = {
    cloud: "tencentcloud",
    fields: { profile: profileField },
    source: async () => "somewhere",
    connect: () => ({
      url: () => new URL("https://a.invalid"),
      caller: async () => {
        await call("caller")();
        return { account: "1", user: "me" };
      },
      questions: Object.fromEntries(["ListA", "ListB", "GetC"].map((name) => [name, () => call(name)])),
      allowance: async ({ GetC }) => (GetC ? { text: "enough" } : undefined),
      isClock: () => false,
      ...more,
    }),
    ...more,
  };
  return { examiner, called };
}

const task: Resource = {
  description: {
    cloud: "tencentcloud",
    name: "Task",
    permissions: ["a:GetC", "b:CreateD", "a:ListB", "a:ListA"],
    singletonBy: [],
  } as unknown as Description,
  handlers: () => expect.fail("nobody reads a task"),
};

async function examined(
  { examiner }: ReturnType<typeof cloudOf>,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Diagnosis[]> {
  return await examine(new Context(testHost({ env })), examiner, [task], {});
}
const short = (diagnoses: readonly Diagnosis[]) => diagnoses.map(({ name, status }) => `${name}: ${status}`);

describe("an examination", () => {
  it("asks in the order of its questions, once each, and never what changes something", async () => {
    const cloud = cloudOf({});
    const diagnoses = await examined(cloud);
    expect(cloud.called).to.deep.equal(["caller", "ListA", "ListB", "GetC"]);
    expect(short(diagnoses).slice(3)).to.deep.equal([
      "a:ListA: ok",
      "a:ListB: ok",
      "a:GetC: ok",
      "b:CreateD: untried",
      "licences: ok",
    ]);
    expect(diagnoses.find(({ name }) => name === "b:CreateD")?.text).to.equal(
      "changes something; needed by tencentcloud.Task",
    );
  });

  it("goes on after a call that is forbidden, and takes what is not there for an answer", async () => {
    const cloud = cloudOf({ ListA: refusal("Forbidden"), ListB: refusal("NotFound") });
    expect(short(await examined(cloud)).slice(3, 6)).to.deep.equal([
      "a:ListA: failed",
      "a:ListB: ok",
      "a:GetC: ok",
    ]);
  });

  for (const kind of ["Unauthenticated", "Unavailable", "Timeout"] as const) {
    it(`asks no further after a call that fails as every other would: ${kind}`, async () => {
      const cloud = cloudOf({ ListA: refusal(kind) });
      const diagnoses = await examined(cloud);
      expect(cloud.called).to.deep.equal(["caller", "ListA"]);
      expect(diagnoses.filter(({ because }) => because === "a:ListA").map(({ name }) => name)).to.deep.equal([
        "a:ListB",
        "a:GetC",
      ]);
      expect(short(diagnoses)).to.include("licences: untried");
    });
  }

  it("goes on when nobody tells whose the credentials are", async () => {
    const cloud = cloudOf({ caller: refusal("Unauthenticated") });
    const diagnoses = await examined(cloud);
    expect(short(diagnoses)).to.include.members(["identity: untried", "a:GetC: ok"]);
    expect(diagnoses.filter(({ status }) => status === "failed")).to.deep.equal([]);
  });

  it("does not go out to the public STS where a private endpoint is set, but does on loopback", async () => {
    const far = cloudOf({});
    const variable = "IMAGE_SCAN_TENCENTCLOUD_ENDPOINT";
    const diagnoses = await examined(far, { [variable]: "https://tcss.internal" });
    expect(far.called).not.to.include("caller");
    expect(diagnoses.find(({ name }) => name === "identity")).to.include({ status: "untried" });
    const near = cloudOf({});
    await examined(near, { [variable]: "http://127.0.0.1:1" });
    expect(near.called).to.include("caller");
  });

  it("skips a question for which nothing is there to ask about", async () => {
    const cloud = cloudOf({}, { questions: { ListA: () => undefined } });
    const diagnoses = await examined(cloud);
    expect(diagnoses.find(({ name }) => name === "a:ListA")).to.include({
      status: "untried",
      text: "there is nothing to ask it about",
    });
  });

  it("allows a clock a minute, and says beyond that by how much it is off", async () => {
    const minutes = (count: number) => cloudOf({}, { ahead: () => count * 60_000 });
    const clockOf = async (count: number) =>
      (await examined(minutes(count))).find(({ about }) => about === "clock");
    expect(await clockOf(1)).to.include({ status: "ok" });
    expect(await clockOf(-7)).to.include({ status: "failed", text: "7 min ahead of the vendor's" });
    expect(await clockOf(7)).to.include({ status: "failed", text: "7 min behind the vendor's" });
  });

  it("says of an allowance that is spent what to do", async () => {
    const cloud = cloudOf({}, { allowance: async () => ({ text: "none", remedy: "Buy." }) });
    expect((await examined(cloud)).at(-1)).to.include({
      status: "failed",
      kind: "QuotaExceeded",
      remedy: "Buy.",
    });
  });

  it("without credentials says only that, whatever else is missing", async () => {
    const source = async (): Promise<never> => {
      throw new ScanError({ kind: "Unauthenticated", action: "credentials", text: noneFound });
    };
    const region = {
      ...profileField,
      default: { value: () => undefined, text: "nowhere" },
      type: text("a region"),
    };
    const fields = { profile: profileField, region };
    const none = await examined(cloudOf({}, { source, fields }));
    expect(areAbsent(none)).to.equal(true);
    expect(none).to.have.length(1);
    const some = await examined(cloudOf({}, { fields }));
    expect(short(some)).to.deep.equal(["credentials: ok", "region: failed"]);
    expect(areAbsent(some)).to.equal(false);
  });
});
