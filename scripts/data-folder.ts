import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassaError } from '#shared/errors.ts';
import { makeFolder, unusable } from './make-folder.ts';
import { beginningOf } from './process-facts.ts';

export type DataFolder = {
	dataDir: string;
	/** Whether the previous run crashed: its services may still be stopping. */
	leftByCrash: boolean;
	release: () => void;
};

/** A crash before the first write leaves an empty lock; after this time it counts as abandoned. */
const writtenWithinMs = 2000;
const parts = [
	'deployment.json',
	'demo.json',
	'media',
	'metadata',
	'logs',
	'passa.json',
	'secrets.json',
	'mpesa-simulator.json',
	'mpesa-simulator.pem',
];

/** Locks a data folder for this process until `release`. */
export function lockDataFolder(path: string, reset: boolean): DataFolder {
	const dataDir = resolve(path);
	const lock = join(dataDir, 'lock');
	try {
		makeFolder(dataDir);
		const leftByCrash = acquireLock(lock, dataDir);
		if (reset) clear(dataDir);
		return { dataDir, leftByCrash, release: () => rmSync(lock, { force: true }) };
	} catch (cause) {
		if (cause instanceof PassaError) throw cause;
		throw unusable(dataDir, cause);
	}
}

/** Removes only our own files: the folder may hold others. */
function clear(dataDir: string): void {
	for (const part of parts) rmSync(join(dataDir, part), { recursive: true, force: true });
	for (const end of ['', '-wal', '-shm']) rmSync(join(dataDir, `localnet.sqlite${end}`), { force: true });
}

/** True if a crashed process left its lock. */
function acquireLock(lock: string, dataDir: string): boolean {
	for (let left = false; ; left = true) {
		try {
			const file = openSync(lock, 'wx', 0o600);
			writeSync(file, `${process.pid} ${beginningOf(process.pid)}`);
			closeSync(file);
			return left;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
		}
		refuseOtherOwner(lock, dataDir);
		rmSync(lock, { force: true });
	}
}

/** The system reuses process numbers, so the owner's start time is compared too. */
function refuseOtherOwner(lock: string, dataDir: string): void {
	const [, pid, beginning] = /^(\d+) (.*)$/.exec(readFileSync(lock, 'utf8')) ?? [];
	const inUse = pid
		? beginningOf(Number(pid)) === beginning
		: Date.now() - statSync(lock).mtimeMs < writtenWithinMs;
	if (!inUse) return;
	throw new PassaError(
		'DATA_IN_USE',
		`${dataDir} is in use by ${pid ? `process ${pid}` : 'another start'}; stop it, or choose another folder with --data`,
	);
}
