import { cpus, release } from 'node:os';
import { type Figure, meets } from './figure.ts';

/** One bench's figures as a Markdown table, its goals marked, its ratios against the same run. */
export function table(name: string, figures: Figure[]): string {
	const rows = figures.map((f) => {
		const met = meets(f);
		const goal = f.goal ? `${f.goal}${met === null ? '' : met ? ' ✓' : ' ✗'}` : '';
		const ratio = f.reference
			? `${round(f.value / f.reference.value)} × ${f.reference.name} (${round(f.reference.value)})`
			: '';
		return `| ${f.name} | ${round(f.value)} ${f.unit} | ${goal} | ${ratio} |`;
	});
	return [
		`**bench:${name}**`,
		'',
		'| what | measured | goal | ratio, same run |',
		'| --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

/** docs/benchmarks.md: the tables, below the machine they were measured on. */
export function page(tables: string[], day: string): string {
	const [cpu] = cpus();
	const machine = `${cpus().length} × ${cpu?.model.trim()}, Linux ${release()}, Node ${process.version}`;
	const head = `# Benchmarks\n\nWritten by \`npm run bench -- --write\` on ${day}, on ${machine}. Numbers belong to that machine; ratios travel.`;
	return `${[head, ...tables].join('\n\n')}\n`;
}

/** Three figures, without zeros that say nothing. */
function round(value: number): string {
	if (value >= 100) return value.toFixed(0);
	return value >= 10 ? value.toFixed(1) : value.toFixed(3).replace(/\.?0+$/, '');
}
