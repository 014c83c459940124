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

/** Of a file that is only read. */
const ofReading: Record<string, string> = {
	EACCES: 'this user may not read it',
	EPERM: 'this user may not read it',
	ENOENT: 'there is no such file',
};

/** Why the system refused to write a file, or to read one, for people. */
export function fileErrorReason(cause: unknown, act: 'write' | 'read' = 'write'): string {
	const { code = '', message } = cause as NodeJS.ErrnoException;
	return (act === 'read' && ofReading[code]) || (reasons[code] ?? message);
}
