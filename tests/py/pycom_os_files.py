# Files and folders, as Pycom's programs and their host tools use them.
import os

os.chdir("/flash")
print(os.getcwd(), sorted(os.listdir()), sorted(os.listdir("/flash/lib")))
os.mkdir("lib/a")
with open("lib/a/b.txt", "w") as f:
    f.write("text")
print([entry[:2] + entry[3:] for entry in os.ilistdir("lib/a")], list(os.ilistdir("lib"))[0][1])
st = os.stat("lib/a/b.txt")
print(len(st), hex(st[0]), st[6], st[8] > 0, hex(os.stat("lib/a")[0]))
os.rename("lib/a/b.txt", "lib/a/c.txt")
print(os.listdir("lib/a"), len(os.statvfs("/flash")))
for call in (lambda: os.rmdir("lib/a"), lambda: os.mkdir("lib"), lambda: os.stat("absent"), lambda: open("absent"), lambda: os.remove("absent"), lambda: os.listdir("absent")):
    try:
        call()
    except OSError as e:
        print(repr(e), e)
os.remove("lib/a/c.txt")
os.rmdir("lib/a")
with open("x", "w") as f:
    pass
os.unlink("x")
os.chdir("lib")
print(os.getcwd(), os.listdir())
os.chdir("..")
print(os.getcwd(), len(os.urandom(5)), type(os.urandom(1)))
