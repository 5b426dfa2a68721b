import { expect } from "chai";
import { Context } from "../../provider/core/context";
import { imageNaming } from "../../provider/core/imageNaming";
import type { ImageMap } from "../../provider/core/imageSet";
import { Listing } from "../../provider/core/listing";
import { refusalOf } from "../../tools/ground/run";
import { testHost } from "../../tools/ground/testHost";
import { FakeClock } from "../fakeClock";

interface Thing {
  readonly name: string;
  readonly shelf: string;
}

const naming = imageNaming({
  namespace: "space",
  name: "title",
  tag: "version",
  digest: "hash",
  further: ["shelf"],
  range: "a name",
});

function library(...things: Thing[]) {
  const clock = new FakeClock();
  const state = { things, fetched: 0, failures: 0 };
  const listing = new Listing(new Context(testHost(), new Map(), clock), {
    naming,
    fetch: async () => {
      state.fetched += 1;
      if (state.failures > 0) {
        state.failures -= 1;
        throw new Error("not now");
      }
      return [...state.things];
    },
    namesOf: ({ name }: Thing) => [name, name],
    nameFor: ({ path = "", tag = "" }) => `${path}:${tag}`,
    fits: ({ shelf }, thing) => shelf === undefined || shelf === thing.shelf,
    placeOf: ({ shelf }) => `shelf ${shelf}`,
    where: "not in the library",
    tellApart: "add a shelf",
    remedy: "Ask somebody.",
  });
  return { clock, state, listing };
}

const one: Thing = { name: "team/one:1", shelf: "a" };
const two: Thing = { name: "team/two:1", shelf: "a" };
const otherTwo: Thing = { name: "team/two:1", shelf: "b" };
const keys = (...names: string[]): ImageMap => Object.fromEntries(names.map((name) => [name, "" as const]));

describe("a vendor's list", () => {
  it("is fetched once for all who look something up, and not at all for nothing", async () => {
    const { listing, state, clock } = library(one, two);
    expect(await listing.records({})).to.deep.equal({});
    expect(state.fetched).to.equal(0);
    const found = await Promise.all([
      listing.records(keys("team/one:1")),
      listing.records(keys("team/two:1")),
    ]);
    expect(found).to.deep.equal([{ "team/one:1": one }, { "team/two:1": two }]);
    await clock.run(3_600_000);
    await listing.records(keys("team/one:1"));
    expect(await listing.all()).to.deep.equal([one, two]);
    expect(state.fetched).to.equal(1);
  });

  it("names a record by the first way that means it alone, and by the last where none does", async () => {
    const gone: Thing = { name: "team/one:0", shelf: "a" };
    const { listing } = library(one, two, otherTwo);
    const ways = (...shelves: (string | undefined)[]) =>
      shelves.map((shelf) => ({ path: "team/two", tag: "1", ...(shelf === undefined ? {} : { shelf }) }));
    const inShelf = { space: "team", title: "two", version: "1", shelf: "b" };
    expect(await listing.named(one, [{ path: "team/one", tag: "1" }, ...ways(undefined)])).to.deep.equal({
      key: "team/one:1",
      reference: "team/one:1",
    });
    expect(await listing.named(otherTwo, ways(undefined, "a", "b", "c"))).to.deep.equal({
      key: "b/team/two:1",
      reference: inShelf,
    });
    // A name that leads to another one is not its name.
    expect((await listing.named(gone, [{ path: "team/one", tag: "1" }, ...ways("b")])).key).to.equal(
      "b/team/two:1",
    );
  });

  it("is fetched once more for what an older list does not have", async () => {
    const { listing, state, clock } = library(one);
    await listing.records(keys("team/one:1"));
    await clock.run(1_000);
    state.things.push(two);
    expect(await listing.records(keys("team/two:1"))).to.deep.equal({ "team/two:1": two });
    expect(state.fetched).to.equal(2);
    await clock.run(2_000);
    expect((await refusalOf(listing.records(keys("team/three:1")))).kind).to.equal("NotFound");
    expect(state.fetched).to.equal(3);
  });

  it("tells what it does not have, what it has twice, and what is near, all at once", async () => {
    const { listing } = library(one, two, otherTwo);
    const error = await refusalOf(
      listing.records(keys("team/on:1", "team/two:1", "team/one:1", "far/away:9")),
    );
    expect(error).to.include({ kind: "NotFound", mayHaveActed: false });
    expect(error.message).to.equal(
      "images: 3 of the names do not lead to one image:\n" +
        "    team/on:1 is not in the library; nearest: team/one:1, team/two:1\n" +
        "    team/two:1 means 2 images: shelf a, shelf b; add a shelf\n" +
        "    far/away:9 is not in the library.\n" +
        "Ask somebody. Nothing was changed.",
    );
  });

  it("takes the one of several that fits by its further coordinates", async () => {
    const { listing } = library(two, otherTwo);
    const map: ImageMap = { "b/team/two:1": { shelf: "b" } };
    expect(await listing.records(map)).to.deep.equal({ "b/team/two:1": otherTwo });
    const none: ImageMap = { "c/team/two:1": { shelf: "c" } };
    expect((await refusalOf(listing.records(none))).message).to.contain(
      "c/team/two:1 is not in the library; nearest: team/two:1.",
    );
  });

  it("tells of no more than twenty names", async () => {
    const { listing } = library(one);
    const names = Array.from({ length: 25 }, (_, index) => `far/away-${index}:9`);
    const { message } = await refusalOf(listing.records(keys(...names)));
    expect(message).to.contain("25 of the names").and.contain("\n    and 5 more.\n");
    expect(message.match(/is not in the library/g)).to.have.length(20);
  });

  it("says which of several names it knows, without an error for the others", async () => {
    const { listing, state } = library(one, two, otherTwo);
    const map = keys("team/one:1", "team/two:1", "team/three:1");
    expect(await listing.known(map)).to.deep.equal({ "team/one:1": one });
    expect([...(await listing.listed(map, Number.NEGATIVE_INFINITY))]).to.deep.equal([
      ["team/one:1", one],
      ["team/two:1", undefined],
      ["team/three:1", undefined],
    ]);
    expect(state.fetched).to.equal(1);
  });

  it("is fetched again for whoever needs it newer", async () => {
    const { listing, state, clock } = library(one);
    await listing.all();
    await clock.run(1_000);
    state.things.push(two);
    expect((await listing.listed(keys("team/two:1"), clock.now())).get("team/two:1")).to.equal(two);
    expect(await listing.all(clock.now())).to.deep.equal([one, two]);
    expect(state.fetched).to.equal(2);
  });

  it("is fetched again after a failure", async () => {
    const { listing, state } = library(one);
    state.failures = 1;
    const failed = await listing.all().catch((error: Error) => error.message);
    expect(failed).to.equal("not now");
    expect(await listing.all()).to.deep.equal([one]);
  });
});
