const reasons: Record<string, string> = {
	EACCES: 'this user may not write there',
	EPERM: 'this user may not write there',
	EROFS: 'it cannot be written to',
	ENOSPC: 'the disk is full',
	ENOENT: 'there is no such folder',
	ENOTDIR: 'a part of its path is a file',
	EEXIST: 'it is a file',
	EISDIR: 'it is a folder',
};

/** Why the system refused a file, for people. */
export function fileErrorReason(cause: unknown): string {
	const { code = '', message } = cause as NodeJS.ErrnoException;
	return reasons[code] ?? message;
}
