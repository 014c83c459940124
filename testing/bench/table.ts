import { cpus, release } from 'node:os';
import { meets, type Report, round } from './figure.ts';

/** One bench's figures as a Markdown table, its goals marked, its ratios against the same run; below, how it measured. */
export function table(name: string, { figures, how }: Report): string {
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
		...(how ? ['', how] : []),
	].join('\n');
}

/** docs/benchmarks.md: the tables, below the machine they were measured on. */
export function page(tables: string[], day: string): string {
	const [cpu] = cpus();
	const machine = `${cpus().length} × ${cpu?.model.trim()}, Linux ${release()}, Node ${process.version}`;
	const head = `# Benchmarks\n\nWritten by \`npm run bench -- --write\` on ${day}, on ${machine}. Numbers belong to that machine; ratios travel.`;
	return `${[head, ...tables].join('\n\n')}\n`;
}
