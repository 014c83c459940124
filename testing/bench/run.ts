import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runScript } from '#scripts/run-script.ts';
import { root } from '#scripts/wasm/artifacts.ts';
import { PassaError } from '#shared/errors.ts';
import { run } from '../runner/run-process.ts';
import { figuresIn } from './figure.ts';
import { page, table } from './table.ts';

const benches = ['localnet', 'holds', 'settle', 'catch-up', 'live', 'page'] as const;

/** `npm run bench [-- <name>…] [--write]`: each bench in a process of its own, one table. `--write` keeps it in docs/. */
await runScript(async () => {
	const args = process.argv.slice(2);
	const names = args.filter((a) => a !== '--write');
	const unknown = names.find((n) => !benches.includes(n as (typeof benches)[number]));
	if (unknown)
		throw new PassaError('FLAGS_INVALID', `there is no bench ${unknown}; known: ${benches.join(' ')}`);
	const sections: string[] = [];
	for (const name of names.length > 0 ? names : benches) {
		console.log(`· ${name}`);
		const { code, output } = await run(process.execPath, ['--no-warnings', `testing/bench/${name}.ts`]);
		const figures = figuresIn(output);
		if (code !== 0 || figures.length === 0)
			throw new PassaError('BENCH_FAILED', `the bench ${name} failed:\n${output.slice(-3000)}`);
		const section = table(name, figures);
		console.log(`\n${section}\n`);
		sections.push(section);
	}
	if (args.includes('--write'))
		writeFileSync(join(root, 'docs/benchmarks.md'), page(sections, new Date().toISOString().slice(0, 10)));
});
