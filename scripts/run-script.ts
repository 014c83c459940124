import { PassaError } from '#shared/errors.ts';

/** Runs a command. What people can mend is one sentence with its code; the rest keeps its stack. Exit 1 either way. */
export async function runScript(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		const known = error instanceof PassaError;
		console.error(known ? `${error.code}: ${error.message}` : (error as Error).stack);
		process.exitCode = 1;
	}
}
