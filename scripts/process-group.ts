import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { withParent } from '#shared/service/process.server.ts';
import { processFlags } from './process-flags.ts';
import type { BaseRun, Service } from './services.ts';
import { root } from './wasm/artifacts.ts';

const readyWithinMs = 60_000;
const answersWithinMs = 2000;
const speaksWithinMs = 1000;
const killAfterMs = 10_000;

type Stop = () => Promise<void>;

/** The processes of a run. They stop together: by Ctrl-C, or because one of them ended by itself. */
export class ProcessGroup {
	#running = new Map<string, Stop>();
	#late: Promise<void>[] = [];
	#stopping = false;
	#onDeath: (error: PassaError) => void;

	constructor(onDeath: (error: PassaError) => void) {
		this.#onDeath = onDeath;
	}

	/** Starts a service and waits until it is ready. Its output goes to `<data>/logs/<name>.log`. */
	async start<Needs extends BaseRun>(service: Service<Needs>, run: Needs): Promise<string> {
		const port = run.ports[service.port];
		await refuseTakenPort(port, service.name, run.host);
		if (this.#stopping) throw stopped();
		const logs = join(run.dataDir, 'logs');
		mkdirSync(logs, { recursive: true });
		const child = spawn(process.execPath, [...processFlags, join(root, service.main), withParent], {
			cwd: root,
			// The terminal's Ctrl-C does not reach it: this process stops services in order.
			detached: true,
			stdio: ['pipe', 'pipe', 'pipe'],
			env: {
				...process.env,
				...service.env(run),
				PASSA_DATA: run.dataDir,
				PORT: String(port),
				HOST: run.host,
				NODE_ENV: 'production',
			},
		});
		const log = createWriteStream(join(logs, `${service.name}.log`), { flags: 'a', mode: 0o600 });
		child.stdout!.pipe(log, { end: false });
		child.stderr!.pipe(log, { end: false });
		let lastWords = '';
		child.stderr!.on('data', (chunk: Buffer) => {
			lastWords = chunk.toString().trim().split('\n')[0] ?? '';
		});
		this.#running.set(service.name, () => end(child));
		const died = new Promise<never>((_, failed) => {
			child.once('exit', async () => {
				this.#running.delete(service.name);
				await spoken(child);
				const words = lastWords || `see ${join(logs, `${service.name}.log`)}`;
				const error = new PassaError('SERVICE_ENDED', `${service.name} ended by itself: ${words}`);
				failed(error);
				if (!this.#stopping) this.#onDeath(error);
			});
		});
		died.catch(() => {});
		const url = `http://${run.host}:${port}`;
		await Promise.race([ready(url, service.name), died]);
		return url;
	}

	/** Adds a part that starts and stops in its own way. */
	adopt(name: string, part: { stop: Stop; onDeath(callback: (words: string) => void): void }): void {
		if (this.#stopping) {
			this.#late.push(part.stop());
			throw stopped();
		}
		this.#running.set(name, part.stop);
		part.onDeath((words) => {
			this.#running.delete(name);
			if (!this.#stopping) this.#onDeath(new PassaError('SERVICE_ENDED', words));
		});
	}

	/** Stops all, last started first, and kills those that do not stop. */
	async stop(): Promise<void> {
		this.#stopping = true;
		for (const stop of [...this.#running.values()].reverse()) await stop();
		await Promise.all(this.#late);
	}
}

const stopped = (): PassaError => new PassaError('STOPPING', 'the run is being stopped');

/** A process can end before what it said last was read. One of its own children may hold the pipe open. */
const spoken = (child: ChildProcess): Promise<unknown> =>
	Promise.race([
		new Promise((done) => child.once('close', done)),
		new Promise((done) => setTimeout(done, speaksWithinMs).unref()),
	]);

async function end(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = new Promise<void>((done) => child.once('exit', () => done()));
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), killAfterMs);
	await ended;
	clearTimeout(timer);
}

/** Services of a killed run stop by themselves. `patienceMs`: how long to wait for that. */
export async function refuseTakenPort(
	port: number,
	name: string,
	host: string,
	patienceMs = 0,
): Promise<void> {
	for (const until = Date.now() + patienceMs; await isTaken(port, host); ) {
		if (Date.now() >= until)
			throw new PassaError(
				'PORT_TAKEN',
				`port ${port} (${name}) is taken by another program; choose other ports with --port`,
			);
		await new Promise((done) => setTimeout(done, 100));
	}
}

const isTaken = (port: number, host: string): Promise<boolean> =>
	new Promise((done) => {
		const socket = createConnection({ port, host });
		socket.once('connect', () => {
			socket.destroy();
			done(true);
		});
		socket.once('error', () => done(false));
	});

async function ready(url: string, name: string): Promise<void> {
	const until = Date.now() + readyWithinMs;
	while (Date.now() < until) {
		const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(answersWithinMs) }).catch(
			() => null,
		);
		if (answer?.ok) return;
		await new Promise((done) => setTimeout(done, 50));
	}
	throw new PassaError('SERVICE_NOT_READY', `${name} was not ready within ${readyWithinMs / 1000} s`);
}
