import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { PassaError } from '#shared/errors.ts';

/** Takes a data folder for this process alone, until the returned function gives it back. */
export function takeDataFolder(path: string, reset: boolean): { dataDir: string; release: () => void } {
	const dataDir = resolve(path);
	const lock = join(dataDir, 'lock');
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	refuseOtherOwner(lock, dataDir);
	if (reset) {
		for (const part of ['deployment.json', 'demo.json', 'metadata', 'logs', 'passa.json', 'secrets.json']) {
			rmSync(join(dataDir, part), { recursive: true, force: true });
		}
		for (const end of ['', '-wal', '-shm']) rmSync(join(dataDir, `localnet.sqlite${end}`), { force: true });
	}
	const file = openSync(lock, 'wx', 0o600);
	writeSync(file, String(process.pid));
	closeSync(file);
	return { dataDir, release: () => rmSync(lock, { force: true }) };
}

/** A lock whose process is gone was left by a crash. */
function refuseOtherOwner(lock: string, dataDir: string): void {
	if (!existsSync(lock)) return;
	const pid = Number(readFileSync(lock, 'utf8'));
	if (pid && alive(pid)) {
		throw new PassaError(
			'DATA_IN_USE',
			`${dataDir} is in use by process ${pid}; stop it, or choose another folder with --data`,
		);
	}
	rmSync(lock, { force: true });
}

function alive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
