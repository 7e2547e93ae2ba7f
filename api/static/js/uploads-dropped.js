// The files of what was dropped: folders are opened, at any depth.

/** @param {DragEvent} event @returns {Promise<File[]>} */
export async function filesOf(event) {
  const items = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === "file");
  const entries = items.map((item) => item.webkitGetAsEntry?.()); // now: they are gone once one waits
  const plain = [...(event.dataTransfer?.files ?? [])];
  if (!entries.length || entries.some((entry) => !entry)) return plain;
  const found = await Promise.all(entries.map((entry) => inside(/** @type {FileSystemEntry} */ (entry))));
  return found.flat();
}

/** @param {FileSystemEntry} entry @returns {Promise<File[]>} */
async function inside(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject))];
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  const entries = [];
  for (;;) {
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject)); // a hundred at a time
    if (!some.length) break;
    entries.push(...some);
  }
  return (await Promise.all(entries.map(inside))).flat();
}
