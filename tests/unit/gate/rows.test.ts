import { expect } from "chai";
import fc from "fast-check";
import { ScanError } from "../../../provider/core/errors";
import { everyRow, type RowPage, rowsOf } from "../../../provider/core/rows";
import { refusalOf } from "../../../tools/ground/run";

/** A vendor's list of which a page has `size` rows; the requests, and what was asked for. */
function list(rows: readonly number[], size: number) {
  const asked: [offset: number, number: number][] = [];
  const page = async (offset: number, number: number): Promise<RowPage<number>> => {
    asked.push([offset, number]);
    return { rows: rows.slice(offset, offset + size), total: rows.length };
  };
  return { asked, page };
}

async function all<R>(rows: AsyncIterable<R>): Promise<R[]> {
  const found: R[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

async function failureOf(rows: AsyncIterable<unknown>): Promise<ScanError> {
  try {
    await all(rows);
  } catch (failure) {
    if (failure instanceof ScanError) return failure;
    throw failure;
  }
  throw new Error("it ended");
}

describe("the rows of a list", () => {
  it("are all of them, in order, whatever a page holds, and each page is asked for once", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 10 }), async (length, size) => {
        const rows = Array.from({ length }, (_, index) => index);
        const { asked, page } = list(rows, size);
        expect(await all(rowsOf(page))).to.deep.equal(rows);
        const pages = Math.max(1, Math.ceil(length / size));
        expect(asked).to.deep.equal(Array.from({ length: pages }, (_, index) => [index * size, index + 1]));
      }),
    );
  });

  it("are asked for as they are wanted", async () => {
    const { asked, page } = list([0, 1, 2, 3, 4, 5], 2);
    for await (const row of rowsOf(page)) if (row === 2) break;
    expect(asked).to.deep.equal([
      [0, 1],
      [2, 2],
    ]);
  });

  it("are an error where the list ends before it said it would", async () => {
    for (const kept of [0, 1, 2, 3]) {
      const { asked, page } = list([0, 1, 2, 3].slice(0, kept), 2);
      const error = await failureOf(
        rowsOf(async (offset, number) => ({ ...(await page(offset, number)), total: 4 })),
      );
      expect(error.kind).to.equal("Unavailable");
      expect(error.message).to.equal(
        `list: a list said to have 4 rows ended after ${kept}. Run the update again.`,
      );
      expect(error.mayHaveActed).to.equal(false);
      expect(asked, "and it is not asked again").to.have.length(Math.ceil(kept / 2) + 1);
    }
  });

  it("may become more, or fewer, while they are read", async () => {
    const { page } = list([0, 1, 2, 3, 4], 2);
    const growing = rowsOf(async (offset, number) => ({
      ...(await page(offset, number)),
      total: number === 1 ? 3 : 5,
    }));
    expect(await all(growing)).to.deep.equal([0, 1, 2, 3, 4]);
    const shrinking = rowsOf(async (offset, number) => ({
      ...(await page(offset, number)),
      total: 6 - number,
    }));
    expect(await all(shrinking)).to.deep.equal([0, 1, 2, 3]);
  });

  it("are an error where a vendor tells the same page again, whatever it is asked for", async () => {
    let asked = 0;
    const repeated = rowsOf(async () => {
      asked += 1;
      return { rows: [{ id: 2n ** 60n }, { id: "two" }], total: 4 };
    });
    expect((await failureOf(repeated)).kind).to.equal("Unavailable");
    expect(asked).to.equal(2);
  });

  it("are an error where there seems to be no end to them", async () => {
    let asked = 0;
    const endless = rowsOf(async (offset) => {
      asked += 1;
      if (asked > 20_000) throw new Error("it never ends");
      return { rows: [offset], total: offset + 2 };
    });
    expect((await failureOf(endless)).kind).to.equal("Unavailable");
  });

  it("are an error when a page is", async () => {
    const { page } = list([0, 1, 2], 1);
    const broken = rowsOf(async (offset, number) => {
      if (number === 2) throw new ScanError({ kind: "Forbidden", action: "list", text: "no" });
      return await page(offset, number);
    });
    expect((await failureOf(broken)).kind).to.equal("Forbidden");
  });
});

describe("every row of a list", () => {
  it("comes in order, of pages as long as the first", async () => {
    const rows = Array.from({ length: 25 }, (_, at) => at);
    const { asked, page } = list(rows, 10);
    expect(await everyRow(page)).to.deep.equal(rows);
    expect(asked).to.deep.equal([
      [0, 1],
      [10, 2],
      [20, 3],
    ]);
  });

  it("is asked for once where there is none", async () => {
    const { asked, page } = list([], 10);
    expect(await everyRow(page)).to.deep.equal([]);
    expect(asked).to.have.length(1);
  });

  it("is not asked for where nobody could keep them", async () => {
    let asked = 0;
    const page = async (): Promise<RowPage<number>> => {
      asked += 1;
      return { rows: [1], total: 10_001 };
    };
    expect((await refusalOf(everyRow(page))).message).to.contain("said to have 10001 rows, 1 to a page");
    expect(asked).to.equal(1);
  });
});
