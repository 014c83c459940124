import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Linux has these facts in files; elsewhere `ps` shows them. Small machines have no `ps`. */
const proc = existsSync('/proc/self/stat');

function ps(pid: number, field: 'args' | 'lstart'): string {
	try {
		return execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], { encoding: 'utf8' }).trim();
	} catch {
		return '';
	}
}

function read(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

/** A process's command line; empty if there is no such process. */
export const commandOf = (pid: number): string =>
	proc ? read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() : ps(pid, 'args');

/** When a process began, as text to compare, since the system reuses process numbers. Empty if there is none. */
export function beginningOf(pid: number): string {
	if (!proc) return ps(pid, 'lstart');
	// The name, in brackets, may contain anything. The 22nd field is the start time since boot.
	const [, ...fields] = read(`/proc/${pid}/stat`).split(/\)(?!.*\))/s);
	const began = fields.join('').trim().split(' ')[19];
	return began ? `${read('/proc/sys/kernel/random/boot_id').trim()} ${began}` : '';
}
