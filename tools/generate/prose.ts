/** `text` broken into lines of at most `width` characters. */
export function prose(text: string, width = 110): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line].join("\n");
}

/** `paragraphs` as a documentation comment, indented by `indent`. */
export function comment(paragraphs: readonly string[], indent = ""): string {
  const lines = paragraphs.flatMap((paragraph, index) => [
    ...(index === 0 ? [] : [""]),
    ...(paragraph.startsWith("@example") ? paragraph : prose(paragraph, 106 - indent.length)).split("\n"),
  ]);
  return [
    `${indent}/**`,
    ...lines.map((line) => `${indent} *${line === "" ? "" : ` ${line}`}`),
    `${indent} */`,
  ].join("\n");
}
