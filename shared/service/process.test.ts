import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withParent } from './process.server.ts';

const test = suite('a process');
const processModule = new URL('./process.server.ts', import.meta.url).href;

/** A process whose main function has this text as its body. The text may use `log` and `onStop`. */
function run(main: string, args: string[] = []) {
	const text = `const { runProcess } = await import('${processModule}');
		await runProcess('tester', async ({ log, onStop }) => { ${main} });`;
	const child = spawn(process.execPath, [
		'--no-warnings',
		'--input-type=module',
		'--eval',
		text,
		'--',
		...args,
	]);
	let [out, err] = ['', ''];
	child.stdout.on('data', (chunk) => (out += chunk));
	child.stderr.on('data', (chunk) => (err += chunk));
	const ended = new Promise<{ code: number | null; out: string; err: string }>((done) =>
		child.once('close', (code) => done({ code, out, err })),
	);
	const until = async (said: string) => {
		for (const end = Date.now() + 30_000; !out.includes(said); ) {
			if (Date.now() > end) throw new Error(`waited in vain; it said: ${out}${err}`);
			await new Promise((done) => setTimeout(done, 10));
		}
	};
	return { child, ended, until };
}

const forever = `setInterval(() => {}, 1000); console.log('up');`;

test('that cannot start says why in one sentence, and ends with 1', async () => {
	const errors = new URL('../errors.ts', import.meta.url).href;
	const known = await run(
		`const { PassaError } = await import('${errors}'); throw new Error('query', { cause: new PassaError('X', 'the reason') });`,
	).ended;
	assert.equal([known.code, known.err], [1, 'tester: the reason\n']);
	const unknown = await run(`throw new TypeError('a fault of ours');`).ended;
	assert.is(unknown.code, 1);
	assert.match(unknown.err, /^tester: TypeError: a fault of ours\n {4}at /);
});

test('whose database does not answer, or whose port is taken, says so without a stack', async () => {
	const pg = import.meta.resolve('pg');
	const away = await run(
		`const { default: { Client } } = await import('${pg}'); await new Client('postgres://a:b@127.0.0.1:1/c').connect();`,
	).ended;
	assert.is(away.code, 1);
	assert.match(
		away.err,
		/^tester: cannot reach what its environment names: connect ECONNREFUSED 127\.0\.0\.1:1\n$/,
	);
	const holder = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => holder.once('listening', done));
	const { port } = holder.address() as { port: number };
	const taken = await run(
		`const { createServer } = await import('node:net');
		const server = createServer().listen(${port}, '127.0.0.1');
		await new Promise((done, failed) => server.once('error', failed).once('listening', done));`,
	).ended;
	holder.close();
	assert.equal(
		[taken.code, taken.err],
		[1, `tester: port ${port} is taken by another program; choose another one with --port\n`],
	);
});

test('that is asked to stop stops what it opened, last first, even where one part fails', async () => {
	for (const signal of ['SIGTERM', 'SIGINT'] as const) {
		const { child, ended, until } = run(
			`onStop(() => console.log('first')); onStop(() => { throw new Error('stuck'); }); onStop(async () => console.log('last')); ${forever}`,
		);
		await until('up');
		child.kill(signal);
		const { code, out } = await ended;
		assert.is(code, 0);
		assert.match(out, /last\n(.*\n)*first/);
		assert.match(out, 'a part did not stop');
	}
});

test('that was started with a parent stops when the parent is gone; one without a parent goes on', async () => {
	const { child, ended, until } = run(`onStop(() => console.log('stopped')); ${forever}`, [withParent]);
	await until('up');
	child.stdin.end();
	const { code, out } = await ended;
	assert.is(code, 0);
	assert.match(out, 'stopped');
	const free = run(forever);
	await free.until('up');
	free.child.stdin.end();
	await new Promise((done) => setTimeout(done, 200));
	assert.is(free.child.exitCode, null);
	free.child.kill('SIGKILL');
	await free.ended;
});

test('whose parent is gone ends also where its last words were not read', async () => {
	const flood = `for (let i = 0; i < 5000; i++) log.info('x'.repeat(1000));`;
	const { child, until } = run(`${forever} ${flood} console.error('full');`, [withParent]);
	await until('up');
	child.stdout.pause();
	await new Promise((done) => child.stderr.once('data', done));
	const exited = new Promise<number | null>((done) => child.once('exit', done));
	child.stdout.destroy();
	child.stdin.destroy();
	const late = setTimeout(() => child.kill('SIGKILL'), 20_000);
	assert.is(await exited, 0);
	clearTimeout(late);
});

test.run();
