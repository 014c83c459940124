import { spawn } from 'node:child_process';
import { root } from '#scripts/wasm/artifacts.ts';

const patienceMs = 5000;
/** Groups of processes that are under way: a Ctrl-C in the terminal reaches this process only. */
const groups = new Set<number>();
process.once('exit', () => groups.forEach(endGroup));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

/** Runs a command to its end. Its output is kept, and shown only when something failed. */
export function run(
	command: string,
	args: string[],
	env: Record<string, string> = {},
	withinMs = Number.POSITIVE_INFINITY,
): Promise<{ code: number; output: string }> {
	return new Promise((done) => {
		const child = spawn(command, args, {
			cwd: root,
			env: { ...process.env, ...env },
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
		});
		const group = child.pid ?? 0;
		groups.add(group);
		let output = '';
		child.stdout.on('data', (chunk) => (output += chunk));
		child.stderr.on('data', (chunk) => (output += chunk));
		const timer = Number.isFinite(withinMs)
			? setTimeout(() => {
					output += `\nended after ${withinMs / 60_000} minutes`;
					endGroup(group);
				}, withinMs)
			: undefined;
		const end = (code: number) => {
			clearTimeout(timer);
			groups.delete(group);
			done({ code, output });
		};
		child.once('error', (error) => {
			output += error.message;
			end(1);
		});
		child.once('close', (code) => end(code ?? 1));
	});
}

/** A process that handles SIGTERM ends its own children; the rest is killed. */
function endGroup(group: number): void {
	const signal = (name: NodeJS.Signals) => {
		try {
			if (group > 0) process.kill(-group, name);
		} catch {
			// The process has ended by itself.
		}
	};
	signal('SIGTERM');
	setTimeout(() => signal('SIGKILL'), patienceMs).unref();
}
