import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Linux has in files what elsewhere only `ps` shows; small machines have no `ps`. */
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

/** A process's command line; empty where there is no such process. */
export const commandOf = (pid: number): string =>
	proc ? read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() : ps(pid, 'args');

/** When a process began, as text to compare, since the system reuses process numbers. Empty where there is none. */
export function beginningOf(pid: number): string {
	if (!proc) return ps(pid, 'lstart');
	// Its name, in brackets, may hold anything; the 22nd field counts from the boot of the machine.
	const [, ...fields] = read(`/proc/${pid}/stat`).split(/\)(?!.*\))/s);
	const began = fields.join('').trim().split(' ')[19];
	return began ? `${read('/proc/sys/kernel/random/boot_id').trim()} ${began}` : '';
}
