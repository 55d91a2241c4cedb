class Papers:
    def __init__(self, stage):
        self.stage = stage

    def convention(self, content, collective):
        pass
