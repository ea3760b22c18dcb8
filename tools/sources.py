"""What the check tools share: the project's files, C without comments, and how a check reports."""
import os
import re
import subprocess
import sys
from pathlib import Path

TOKENS = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def root():
    """The tree to check: the argument, or the one this file is in."""
    return Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent


def files(tree, *suffixes):
    """Files of the project (tracked, or new and not ignored) with one of the suffixes, or all."""
    if (tree / '.git').exists():
        listed = subprocess.run(['git', '-c', f'safe.directory={tree}', '-C', tree, 'ls-files', '-z', '-co',
                                 '--exclude-standard'], stdout=subprocess.PIPE, text=True, check=True).stdout
        names = [name for name in listed.split('\0') if name]
    else:
        names = [os.path.relpath(os.path.join(folder, name), tree) for folder, _, inside in os.walk(tree) for name in inside]
    return [Path(name) for name in sorted(set(names))
            if (not suffixes or name.endswith(suffixes)) and (tree / name).is_file()]


def text_of(tree, path):
    """The text of a file, or None when it is no text."""
    try:
        return (tree / path).read_text(encoding='utf-8')
    except UnicodeDecodeError:
        return None


def without_comments(text, strings=True):
    """C with comments (and, when not `strings`, the inside of literals) blanked; line numbers stay."""
    def blank(match):
        token = match.group(0)
        if token[0] == '/':
            return re.sub(r'[^\n]', ' ', token)
        return token if strings else token[0] + token[-1]
    return TOKENS.sub(blank, text)


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def report(mistakes):
    """Prints the mistakes and the count line: a check is one test; the exit status."""
    for mistake in mistakes:
        print(mistake)
    print(f'0 passed, {len(mistakes)} failed' if mistakes else '1 passed, 0 failed')
    return 1 if mistakes else 0
