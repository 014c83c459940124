const begins = /^(?:FAIL| ok )/;
const linesOfEach = 40;

/** Keeps what commands print of their failures, because a reader of a long log’s end alone must see them all. */
export class Failures {
	readonly #found: string[][] = [];
	#open: string[] | null = null;

	/** Of a command's output: a line `FAIL …` and what follows it, up to the next result. */
	readonly read = (line: string): void => {
		if (begins.test(line)) {
			this.#open = line.startsWith('FAIL') ? [] : null;
			if (this.#open) this.#found.push(this.#open);
		}
		if (this.#open && this.#open.length < linesOfEach) this.#open.push(line);
	};

	/** All of them once more; empty without any. */
	get text(): string {
		return this.#found.map((lines) => lines.join('\n').trimEnd()).join('\n');
	}
}
