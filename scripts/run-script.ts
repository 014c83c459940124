import { PassaError } from '#shared/errors.ts';

/**
 * Runs a command. An error that the user can correct prints one sentence with its code; others print their stack. Both
 * exit with 1.
 */
export async function runScript(main: () => Promise<void>): Promise<void> {
	try {
		await main();
	} catch (error) {
		const known = error instanceof PassaError;
		console.error(known ? `${error.code}: ${error.message}` : (error as Error).stack);
		process.exitCode = 1;
	}
}
