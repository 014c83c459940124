/**
 * One measured number. `reference` is something else measured in the same run on the same machine: the ratio of the two
 * can be compared between machines, the number itself cannot.
 */
export type Figure = {
	name: string;
	value: number;
	unit: string;
	/** The goal, e.g. "≥ 200". */
	goal?: string;
	reference?: { name: string; value: number };
};

const marker = 'figures: ';

/** A bench ends with this line; `npm run bench` reads it. */
export const report = (figures: Figure[]): void => console.log(marker + JSON.stringify(figures));

export function figuresIn(output: string): Figure[] {
	const line = output.split('\n').findLast((l) => l.startsWith(marker));
	return line ? (JSON.parse(line.slice(marker.length)) as Figure[]) : [];
}

/** Whether a value is within a goal of the form "≥ 200" or "≤ 80". */
export function meets({ value, goal }: Figure): boolean | null {
	const parts = /^([≥≤<]) ([\d.]+)/.exec(goal ?? '');
	if (!parts) return null;
	const wanted = Number(parts[2]);
	return parts[1] === '≥' ? value >= wanted : parts[1] === '<' ? value < wanted : value <= wanted;
}

export const percentile = (values: number[], p: number): number => {
	const sorted = values.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * p) / 100))]!;
};

export const seconds = (begun: number): number => (performance.now() - begun) / 1000;
