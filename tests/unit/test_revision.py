"""Revisions: real repositories in, the project as it was out; and nothing that a repository names is run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from cxprog.compiler import Project
from cxprog.revision import NoRevision, commit_of, project_at
from cxprog.workspace import read_project

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

Git = Callable[..., str]
WHO = {f"GIT_{who}_{what}": "nobody@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
PROGRAM = "kind: program\nlanguage: 1\nid: small\nversion: 1.0.0\nmodel: b2b\nclock: UTC\nowner: care\n"


@pytest.fixture
def git(tmp_path: Path) -> Git:
    """A new repository, and git in it."""

    def run(*arguments: str) -> str:
        settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, **WHO}
        done = subprocess.run(
            ("git", "-C", str(tmp_path), *arguments), capture_output=True, check=True, env={**os.environ, **settings}
        )
        return done.stdout.decode().strip()

    run("init", "--quiet", "--initial-branch=main")
    run("config", "core.autocrlf", "false")
    return run


def write(folder: Path, **files: str | bytes) -> None:
    """Files by name, with `__` for a slash and `_dot_` for a dot."""
    for name, content in files.items():
        place = folder / name.replace("_dot_", ".").replace("__", "/")
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)


def commit(git: Git, message: str = "more") -> str:
    git("add", "--all", "--force")
    git("commit", "--quiet", "--message", message)
    return git("rev-parse", "HEAD")


def texts(project: Project) -> dict[str, str]:
    sources = [*project.sources, *project.house, *project.tables.values()]
    return {source.name: source.text for source in sources}


# AT A REVISION


def test_a_branch_a_tag_and_a_commit(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    first = commit(git)
    git("tag", "--annotate", "v1", "--message", "one")
    git("branch", "stable")
    write(tmp_path, cxprog_dot_yaml=PROGRAM.replace("1.0.0", "2.0.0"))
    commit(git)
    for revision in (first, first[:8], "v1", "stable", "HEAD~1", "refs/heads/stable", "main^"):
        assert texts(project_at(tmp_path, revision)) == {"cxprog.yaml": PROGRAM}, revision
    assert "2.0.0" in texts(project_at(tmp_path, "HEAD"))["cxprog.yaml"]


def test_a_folder_in_the_repository(tmp_path: Path, git: Git) -> None:
    write(
        tmp_path, cx__program__cxprog_dot_yaml=PROGRAM, cx__other_dot_yaml="kind: other\n", top_dot_yaml="kind: top\n"
    )
    commit(git)
    assert list(texts(project_at(tmp_path / "cx" / "program", "main"))) == ["cxprog.yaml"]


def test_it_reads_the_files_that_the_folder_would_give(tmp_path: Path, git: Git) -> None:
    """Every reason for which `folder.files` leaves something out, once."""
    write(
        tmp_path,
        cxprog_dot_yaml=PROGRAM,
        journeys__a_dot_yaml="kind: journey\n",
        journeys__b_dot_yml="kind: journey\n",
        schemas__house__team_dot_yaml="id: {}\n",
        overlays__pilot__x_dot_yaml="kind: team\n",
        people_dot_csv="a;b\n",
        README_dot_md="# no\n",
        _dot_hidden__x_dot_yaml="kind: hidden\n",
        _dot_hidden_dot_yaml="kind: hidden\n",
        dist__x_dot_yaml="kind: output\n",
        made__x_dot_yaml="kind: output\n",
        made___dot_cxprog_dot_json="[]",
        node_modules__x_dot_yaml="kind: dependency\n",
        inner__cxprog_dot_yaml=PROGRAM,
        inner__x_dot_yaml="kind: team\n",
    )
    (tmp_path / "wide.yaml").write_bytes("kind: team\nid: müller\r\n".encode("latin-1"))
    (tmp_path / "zürich ☃.yaml").write_text("kind: team\n", "utf-8")
    commit(git)
    expected = read_project(tmp_path, tmp_path / "dist")
    found = project_at(tmp_path, "HEAD", tmp_path / "dist")
    assert texts(found) == texts(expected)
    assert [source.name for source in found.house] == ["schemas/house/team.yaml"]
    assert [each.message for each in found.unread] == [each.message for each in expected.unread] != []
    assert "journeys/a.yaml" in texts(found) and "inner/x.yaml" not in texts(found)


def test_what_has_changed_since_is_not_read(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    write(tmp_path, cxprog_dot_yaml="changed: true\n", new_dot_yaml="kind: team\n")
    assert texts(project_at(tmp_path, "HEAD")) == {"cxprog.yaml": PROGRAM}


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path, git: Git) -> None:
    outside = tmp_path.parent / "outside.yaml"
    outside.write_text("kind: secret\n")
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    (tmp_path / "link.yaml").symlink_to(outside)
    (tmp_path / "up.yaml").symlink_to("../outside.yaml")
    (tmp_path / "circle.yaml").symlink_to("circle.yaml")
    (tmp_path / "nowhere.yaml").symlink_to("nothing.yaml")
    (tmp_path / "around").symlink_to(tmp_path.parent)
    commit(git)
    assert texts(project_at(tmp_path, "HEAD")) == texts(read_project(tmp_path)) == {"cxprog.yaml": PROGRAM}


def test_links_within_the_folder_are_followed(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM, teams__care_dot_yaml="kind: team\nid: care\n", note_dot_txt="kind: role\n")
    for name, target in {
        "in.yaml": "teams/care.yaml",
        "again.yaml": "./in.yaml",
        "teams/up.yaml": "../teams//care.yaml",
        "folder": "teams",
        "through.yaml": "folder/care.yaml",
        "note.yaml": "note.txt",
    }.items():
        (tmp_path / name).symlink_to(target)
    first = commit(git)
    found = texts(project_at(tmp_path, "HEAD"))
    assert len(found) == 7 and found == texts(read_project(tmp_path))
    assert commit_of(tmp_path, read_project(tmp_path)) == first[:10]
    (tmp_path / "in.yaml").unlink()
    (tmp_path / "in.yaml").symlink_to("note.txt")
    assert commit_of(tmp_path, read_project(tmp_path)) == f"{first[:10]} with changes"


def test_a_link_whose_target_is_missing_keeps_nobody_from_reading(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    (tmp_path / "logo.png").symlink_to("other.png")
    commit(git)
    blob = git("rev-parse", "HEAD:logo.png")
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    assert texts(project_at(tmp_path, "HEAD")) == {"cxprog.yaml": PROGRAM}


def test_a_revision_cannot_write_anywhere_else(tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    blob = git("rev-parse", "HEAD:cxprog.yaml")
    inner = made(tmp_path, f"100644 blob {blob}\tevil.yaml\n")
    tree = made(tmp_path, f"040000 tree {inner}\t..\n100644 blob {blob}\tcxprog.yaml\n")
    crafted = git("commit-tree", tree, "-m", "crafted")
    assert "../evil.yaml" in git("ls-tree", "-r", "--name-only", "--full-tree", crafted)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "made"))
    (tmp_path / "made").mkdir()
    assert list(texts(project_at(tmp_path, crafted))) == ["cxprog.yaml"]
    assert list((tmp_path / "made").iterdir()) == []


def made(folder: Path, entries: str) -> str:
    """A folder of a revision, as whoever wants to do harm would make it."""
    done = subprocess.run(("git", "-C", str(folder), "mktree"), input=entries.encode(), capture_output=True, check=True)
    return done.stdout.decode().strip()


def test_a_revision_before_the_program_is_empty(tmp_path: Path, git: Git) -> None:
    write(tmp_path, README_dot_md="# soon\n")
    commit(git)
    write(tmp_path, cx__cxprog_dot_yaml=PROGRAM)
    assert project_at(tmp_path / "cx", "HEAD").sources == ()


def test_what_cannot_be_a_file_here_is_said(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    blob = git("rev-parse", "HEAD:cxprog.yaml")
    tree = made(tmp_path, f"100644 blob {blob}\t{'n' * 300}.yaml\n100644 blob {blob}\tcxprog.yaml\n")
    git("update-ref", "refs/heads/main", git("commit-tree", tree, "-m", "crafted"))
    with pytest.raises(NoRevision, match=r"`n+\.yaml` cannot be a file on this system: File name too long"):
        project_at(tmp_path, "main")
    assert commit_of(tmp_path, read_project(tmp_path)) == ""


@pytest.mark.parametrize("revision", ["--help", "-v1", "", "--upload-pack=touch x", "a\0b", "^main"])
def test_what_looks_like_an_option_is_refused(tmp_path: Path, git: Git, revision: str) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    with pytest.raises(NoRevision, match="cannot be a branch, a tag or a commit"):
        project_at(tmp_path, revision)


def test_a_name_that_nearly_exists_is_offered(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    git("branch", "release-2027")
    with pytest.raises(NoRevision, match=r"no branch, tag or commit `relaese-2027`; did you mean `release-2027`\?"):
        project_at(tmp_path, "relaese-2027")
    with pytest.raises(NoRevision, match="there is main, release-2027"):
        project_at(tmp_path, "xyz")
    # A blob is no version of a program.
    with pytest.raises(NoRevision):
        project_at(tmp_path, "HEAD:cxprog.yaml")


def test_without_a_repository_or_a_commit_it_says_so(tmp_path: Path, git: Git) -> None:
    with pytest.raises(NoRevision, match="nothing has been committed yet"):
        project_at(tmp_path, "main")
    shutil.rmtree(tmp_path / ".git")
    with pytest.raises(NoRevision, match="git cannot read a repository here: not a git repository"):
        project_at(tmp_path, "main")


def test_a_clone_without_older_commits_says_so(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    write(tmp_path, cxprog_dot_yaml=PROGRAM.replace("1.0.0", "2.0.0"))
    commit(git)
    clone = tmp_path.parent / f"{tmp_path.name}-clone"
    git("clone", "--quiet", "--depth", "1", tmp_path.as_uri(), str(clone))
    assert "2.0.0" in texts(project_at(clone, "HEAD"))["cxprog.yaml"]
    with pytest.raises(NoRevision, match="this clone lacks older commits, which `git fetch --unshallow` brings"):
        project_at(clone, "HEAD~1")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_is_not_read_and_it_says_how_to_trust_it(
    tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    project = read_project(tmp_path)
    for place in (tmp_path, tmp_path / ".git"):
        os.chown(place, 65534, 65534)
    with pytest.raises(
        NoRevision, match=r"another user: to trust it, run `git config --global --add safe\.directory /"
    ):
        project_at(tmp_path, "main")
    assert commit_of(tmp_path, project) == ""


def test_without_git_it_says_so(tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    monkeypatch.setenv("PATH", str(tmp_path / "nowhere"))
    with pytest.raises(NoRevision, match="git is not installed"):
        project_at(tmp_path, "main")
    assert commit_of(tmp_path, read_project(tmp_path)) == ""


def test_missing_contents_are_said(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    blob = git("rev-parse", "HEAD:cxprog.yaml")
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(NoRevision, match=r"lacks the contents of `cxprog\.yaml`"):
        project_at(tmp_path, "main")


# NOTHING IS RUN


@pytest.fixture
def hostile(tmp_path: Path, git: Git) -> Path:
    """A repository whose settings and hooks would leave a mark; the mark's place."""
    mark = tmp_path.parent / f"{tmp_path.name}-ran"
    script = tmp_path / "run.sh"
    script.write_text(f"#!/bin/sh\ntouch '{mark}'\ncat\n")
    script.chmod(0o755)
    write(tmp_path, cxprog_dot_yaml=PROGRAM, _dot_gitattributes="* filter=evil diff=evil merge=evil text=auto\n")
    commit(git)
    for key in (
        "core.fsmonitor", "core.sshCommand", "core.pager", "core.editor", "core.askPass", "core.gitProxy",
        "filter.evil.clean", "filter.evil.smudge", "filter.evil.process", "diff.evil.textconv", "diff.evil.command",
        "diff.external", "gpg.program", "credential.helper", "alias.rev-parse", "alias.ls-tree", "alias.rev-list",
        "pager.rev-list", "uploadpack.packObjectsHook", "core.alternateRefsCommand", "interactive.diffFilter",
    ):  # fmt: skip
        git("config", key, str(script) if not key.startswith("alias") else f"!{script}")
    git("config", "log.showSignature", "true")
    git("config", "remote.origin.url", f"ext::{script}")
    git("config", "remote.origin.promisor", "true")
    git("config", "protocol.ext.allow", "always")
    git("config", "extensions.partialClone", "origin")
    git("config", "core.hooksPath", str(tmp_path / "hooks"))
    for hook in ("post-index-change", "post-checkout", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc"):
        write(tmp_path, **{f"hooks__{hook}": script.read_text()})
        (tmp_path / "hooks" / hook).chmod(0o755)
    mark.unlink(missing_ok=True)
    return mark


def test_settings_and_hooks_of_the_repository_run_nothing(tmp_path: Path, hostile: Path) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM.replace("1.0.0", "1.0.1"))
    assert texts(project_at(tmp_path, "HEAD")) == {"cxprog.yaml": PROGRAM}
    assert commit_of(tmp_path, read_project(tmp_path)).endswith(" with changes")
    with pytest.raises(NoRevision):
        project_at(tmp_path, "no-such-branch")
    assert not hostile.exists()


def test_that_repository_would_run_something_if_it_could(tmp_path: Path, hostile: Path) -> None:
    """The test above would notice: an ordinary command does run what the settings name."""
    write(tmp_path, cxprog_dot_yaml=PROGRAM.replace("1.0.0", "1.0.1"))
    subprocess.run(("git", "-C", str(tmp_path), "status"), capture_output=True, check=False)
    assert hostile.exists()


def test_missing_contents_are_not_fetched(tmp_path: Path, git: Git, hostile: Path) -> None:
    blob = git("rev-parse", "HEAD:cxprog.yaml")
    (tmp_path / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    with pytest.raises(NoRevision, match="lacks the contents"):
        project_at(tmp_path, "main")
    assert not hostile.exists()


def test_a_program_called_git_in_the_folder_is_not_run(
    tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    mark = tmp_path / "ran"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "git").write_text(f"#!/bin/sh\ntouch '{mark}'\n")
    (tmp_path / "bin" / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    assert commit_of(tmp_path, read_project(tmp_path)) == ""
    monkeypatch.setenv("PATH", "bin")
    monkeypatch.chdir(tmp_path)
    assert commit_of(tmp_path, read_project(tmp_path)) == ""
    assert not mark.exists()


def test_the_repository_of_a_hook_is_not_taken_for_this_one(
    tmp_path: Path, git: Git, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    first = commit(git)
    elsewhere = tmp_path.parent / "elsewhere"
    elsewhere.write_text(f"{first}\n")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_INDEX_FILE", "GIT_SHALLOW_FILE"):
        monkeypatch.setenv(name, str(elsewhere))
    monkeypatch.setenv("GIT_GLOB_PATHSPECS", "1")
    assert commit_of(tmp_path, read_project(tmp_path)) == first[:10]


# WHERE THE TEXTS STAND


def test_the_commit_is_the_last_one_that_changed_the_project(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cx__cxprog_dot_yaml=PROGRAM, cx__people_dot_csv="a\n", other_dot_yaml="kind: team\n")
    first = commit(git)
    write(tmp_path, other_dot_yaml="kind: role\n", cx__README_dot_md="# hello\n")
    commit(git)
    folder = tmp_path / "cx"
    assert commit_of(folder, read_project(folder)) == first[:10]
    write(tmp_path, cx__people_dot_csv="b\n")
    second = commit(git)
    assert commit_of(folder, read_project(folder)) == second[:10]


def test_names_that_look_like_patterns(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    commit(git)
    (tmp_path / ":(exclude)x*.yaml").write_text("kind: team\n")
    (tmp_path / "zürich ☃.yaml").write_text("kind: team\n", "utf-8")
    second = commit(git)
    assert commit_of(tmp_path, read_project(tmp_path)) == second[:10]


@pytest.mark.parametrize("change", ["edited", "new", "removed", "table"])
def test_changes_since_then_are_said(tmp_path: Path, git: Git, change: str) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM, team_dot_yaml="kind: team\n", people_dot_csv="a\n")
    first = commit(git)
    changes: dict[str, Callable[[], None]] = {
        "edited": lambda: write(tmp_path, cxprog_dot_yaml=PROGRAM + "\n"),
        "new": lambda: write(tmp_path, new_dot_yaml="kind: team\n"),
        "removed": lambda: (tmp_path / "team.yaml").unlink(),
        "table": lambda: write(tmp_path, people_dot_csv="b\n"),
    }
    changes[change]()
    assert commit_of(tmp_path, read_project(tmp_path)) == f"{first[:10]} with changes"


def test_what_is_no_part_of_the_project_is_no_change(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM, dist__x_dot_yaml="made\n", inner__cxprog_dot_yaml=PROGRAM)
    first = commit(git)
    shutil.rmtree(tmp_path / "dist")
    shutil.rmtree(tmp_path / "inner")
    write(tmp_path, README_dot_md="# hello\n")
    assert commit_of(tmp_path, read_project(tmp_path)) == first[:10]


@pytest.mark.parametrize(("committed", "present"), [("\n", "\r\n"), ("\r\n", "\n")])
def test_line_ends_are_no_change(tmp_path: Path, git: Git, committed: str, present: str) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM.replace("\n", committed))
    first = commit(git)
    write(tmp_path, cxprog_dot_yaml=PROGRAM.replace("\n", present))
    assert commit_of(tmp_path, read_project(tmp_path)) == first[:10]


def test_a_link_within_the_project_is_no_change(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM, team_dot_yaml="kind: team\n")
    (tmp_path / "same.yaml").symlink_to("team.yaml")
    first = commit(git)
    assert commit_of(tmp_path, read_project(tmp_path)) == first[:10]


def test_nothing_is_known_without_a_repository_or_a_commit(tmp_path: Path, git: Git) -> None:
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    assert commit_of(tmp_path, read_project(tmp_path)) == ""
    write(tmp_path, README_dot_md="# hello\n")
    git("add", "README.md")
    git("commit", "--quiet", "--message", "readme")
    assert commit_of(tmp_path, read_project(tmp_path)) == ""
    shutil.rmtree(tmp_path / ".git")
    assert commit_of(tmp_path, read_project(tmp_path)) == ""


def test_repositories_with_longer_ids(tmp_path: Path, git: Git) -> None:
    shutil.rmtree(tmp_path / ".git")
    git("init", "--quiet", "--initial-branch=main", "--object-format=sha256")
    write(tmp_path, cxprog_dot_yaml=PROGRAM)
    first = commit(git)
    assert len(first) == 64
    assert commit_of(tmp_path, read_project(tmp_path)) == first[:10]
    assert texts(project_at(tmp_path, "main")) == {"cxprog.yaml": PROGRAM}
